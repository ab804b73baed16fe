using System.Text.Json.Nodes;
using Clinic.Core.Security;
using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed class EventFileTests
{
    private static readonly string[] TriggerSources =
    [
        "CreateAuthChallenge_Authentication", "DefineAuthChallenge_Authentication", "PreSignUp_SignUp", "TokenGeneration_Authentication",
        "TokenGeneration_RefreshTokens", "VerifyAuthChallengeResponse_Authentication",
    ];

    private static IEnumerable<EventFile> Requests => EventFile.All.Where(file => file.IsRequest);

    [Fact]
    public void The_readme_lists_every_event_file_once()
    {
        var files = Directory.EnumerateFiles(Contract.PathOf("events"), "*.json").Select(Path.GetFileName);

        Assert.Equal(files.Order(StringComparer.Ordinal), EventFile.All.Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_route_has_one_event_and_every_event_a_route()
    {
        var routes = Contract.Routes.Select(known => $"{known.Function[..^"Function".Length]} {known.Route.Method} {known.Route.Path}");

        Assert.Equal(routes.Order(StringComparer.Ordinal), Requests.Select(file => $"{file.Function} {file.Route}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_trigger_has_an_event()
    {
        var triggers = EventFile.All.Where(file => file.IsTrigger).ToList();

        Assert.Equal(TriggerSources, triggers.Select(file => file.Event["triggerSource"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(triggers, file => Assert.Equal("IdentityTriggers", file.Function));
    }

    [Fact]
    public void Every_worker_of_the_template_has_an_event()
    {
        var workers = Contract.Template.Functions.Where(function => function.CodeUri.Contains("/Workers/", StringComparison.Ordinal)).Select(function => function.LogicalId);

        Assert.Equal(workers.Order(StringComparer.Ordinal), EventFile.All.Where(file => !file.IsRequest).Select(file => file.Function + "Function").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_event_is_consistent_in_itself()
    {
        Assert.All(Requests, file =>
        {
            var gateway = file.Event;
            var parameters = gateway["pathParameters"]?.AsObject() ?? [];
            Assert.Equal(parameters.Aggregate(Text(gateway["resource"]), (path, parameter) => path.Replace($"{{{parameter.Key}}}", Text(parameter.Value), StringComparison.Ordinal)), Text(gateway["path"]));
            Assert.Equal(Text(gateway["resource"]), Text(gateway["requestContext"]!["resourcePath"]));
            Assert.Equal(Text(gateway["httpMethod"]), Text(gateway["requestContext"]!["httpMethod"]));
            AssertSameValues(gateway["headers"], gateway["multiValueHeaders"]);
            AssertSameValues(gateway["queryStringParameters"], gateway["multiValueQueryStringParameters"]);
        });
    }

    [Fact]
    public void An_events_caller_has_the_scopes_of_their_role_and_a_public_route_no_caller()
    {
        Assert.All(Requests, file =>
        {
            var route = Contract.Routes.Single(known => $"{known.Route.Method} {known.Route.Path}" == file.Route).Route;
            var claims = file.Event["requestContext"]!["authorizer"]?["claims"];
            Assert.Equal(route.IsPublic, claims is null);
            if (claims is not null)
                Assert.Equal(Scope.Of(RoleNames.Parse(Text(claims["role"]))!.Value), Text(claims["scope"]).Split(' '));
        });
    }

    private static void AssertSameValues(JsonNode? single, JsonNode? multiple) => Assert.Equal(
        single?.AsObject().Select(pair => (pair.Key, pair.Value!.GetValue<string>())),
        multiple?.AsObject().Select(pair => (pair.Key, pair.Value![0]!.GetValue<string>())));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}

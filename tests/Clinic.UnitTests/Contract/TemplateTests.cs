using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed class TemplateTests
{
    [Fact]
    public void Every_route_is_one_event_of_its_function_with_the_same_scopes()
    {
        var expected = Contract.Routes.SelectMany(known => known.Route.Methods.Select(method => Describe(known.Function, method, known.Route.Path, !known.Route.IsPublic, known.Route.Scopes)));

        var events = Contract.Template.Api!.Routes.Where(route => route.Method != "ANY")
            .Select(route => Describe(route.Function, route.Method, route.Path, route.NeedsToken, route.Scopes));

        Assert.Equal(expected.Order(StringComparer.Ordinal), events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_path_leads_its_other_methods_to_the_same_function_without_a_token()
    {
        var expected = Contract.Routes.Select(known => Describe(known.Function, "ANY", known.Route.Path, false, [])).Distinct();

        var events = Contract.Template.Api!.Routes.Where(route => route.Method == "ANY")
            .Select(route => Describe(route.Function, route.Method, route.Path, route.NeedsToken, route.Scopes));

        Assert.Equal(expected.Order(StringComparer.Ordinal), events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_names_of_the_events_are_unique_as_they_name_the_operations()
    {
        var names = Contract.Template.Api!.Routes.Select(route => route.Event).ToList();

        Assert.DoesNotContain("", names);
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Fact]
    public void The_gateways_refusals_of_a_token_say_what_is_wrong_with_it()
    {
        var responses = Contract.Template.Api!.GatewayResponses;

        foreach (var type in (string[])["UNAUTHORIZED", "EXPIRED_TOKEN", "INVALID_SIGNATURE"])
            Assert.Equal("'Bearer error=\"invalid_token\"'", responses[type].Headers["WWW-Authenticate"]);
        Assert.Equal("'Bearer error=\"insufficient_scope\"'", responses["ACCESS_DENIED"].Headers["WWW-Authenticate"]);
        Assert.All(responses.Values, response => Assert.Equal("'Retry-After, X-Request-Id'", response.Headers["Access-Control-Expose-Headers"]));
        Assert.Equal(1024, Contract.Template.Api!.MinimumCompressionSize);
    }

    [Fact]
    public void The_resource_server_has_the_scopes_of_the_code()
    {
        Assert.Equal(Core.Security.Scope.All.Order(StringComparer.Ordinal), Contract.Template.UserPool!.Scopes.Order(StringComparer.Ordinal));
    }

    private static string Describe(string function, string method, string path, bool needsToken, IEnumerable<string> scopes) =>
        $"{path} {method} → {function} {(needsToken ? string.Join(" or ", scopes.Order(StringComparer.Ordinal)) : "public")}";
}

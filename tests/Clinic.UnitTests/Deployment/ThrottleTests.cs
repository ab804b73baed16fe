using System.Text.Json.Nodes;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>Every route has its own throttle: tight where somebody without a token may guess, wide where data is read.</summary>
public sealed class ThrottleTests
{
    [Fact]
    public void Every_route_has_the_throttle_of_its_kind() => Assert.Empty(Differences(TemplateFile.Tree));

    [Theory]
    [InlineData("        - { ResourcePath: \"/~1auth~1login\", HttpMethod: POST,", "        - { ResourcePath: \"/~1auth~1logins\", HttpMethod: POST,", "POST /auth/login SignIn")]
    [InlineData("\"/~1auth~1login\", HttpMethod: POST, <<: *signIn", "\"/~1auth~1login\", HttpMethod: POST, ThrottlingRateLimit: !Ref WriteRate, <<: *signIn", "POST /auth/login SignIn")]
    [InlineData("- { ResourcePath: \"/*\", HttpMethod: \"*\"", "- { ResourcePath: \"/x\", HttpMethod: \"*\"", "* /* Request")]
    public void A_fault_is_found(string text, string fault, string difference)
    {
        Assert.Contains(text, TemplateFile.Text, StringComparison.Ordinal);

        Assert.Contains(difference, Differences(YamlTree.Parse(TemplateFile.Text.Replace(text, fault, StringComparison.Ordinal), "doctored")));
    }

    private static IEnumerable<string> Differences(JsonObject template)
    {
        var settings = template["Resources"]!["Api"]!["Properties"]!["MethodSettings"]!.AsArray().Select(Describe).ToList();
        // HEAD costs as much as GET, so it has its own throttle where the one of all methods is not as tight.
        var routes = Contract.Contract.Routes.SelectMany(known => known.Route.Methods.Where(method => method != "HEAD" || Kind(known.Route) != "Request")
            .Select(method => $"{method} {known.Route.Path} {Kind(known.Route)}")).Append("* /* Request").ToList();
        return settings.Except(routes).Concat(routes.Except(settings)).Concat(settings.GroupBy(setting => setting).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static string Kind(Core.Http.Route route) => route switch
    {
        { IsPublic: true, Method: not "GET" } => "SignIn",
        { Method: "GET" } when !route.Path.StartsWith("/reports", StringComparison.Ordinal) => "Request",
        _ => "Write",
    };

    private static string Describe(JsonNode? setting)
    {
        var path = setting!["ResourcePath"]!.GetValue<string>();
        var (rate, burst) = (setting["ThrottlingRateLimit"]!["Ref"]!.GetValue<string>(), setting["ThrottlingBurstLimit"]!["Ref"]!.GetValue<string>());
        var kind = rate.Replace("Rate", "", StringComparison.Ordinal);
        return $"{setting["HttpMethod"]!.GetValue<string>()} {(path is "/*" or "/" ? path : path[1..].Replace("~1", "/", StringComparison.Ordinal))} {(burst == kind + "Burst" ? kind : "?")}";
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed partial class TemplateTests
{
    /// <summary>The one variable that the template gives every function, whether it answers HTTP or not.</summary>
    private const string Global = "CORS_ALLOWED_ORIGIN";

    [Fact]
    public void Every_route_is_one_event_of_its_function_with_the_same_scopes()
    {
        var expected = Contract.Routes.Select(known => Describe(known.Function, known.Route.Method, known.Route.Path, !known.Route.IsPublic, known.Route.Scopes));

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
    public void Every_function_has_the_environment_variables_that_it_reads_and_no_other()
    {
        var variables = EnvironmentVariable().Matches(File.ReadAllText(Contract.PathOf("src", "Clinic.Core", "ClinicEnvironment.cs")))
            .ToDictionary(match => match.Groups["property"].Value, match => match.Groups["variable"].Value);
        Assert.Contains(Global, variables.Values);

        Assert.All(Contract.Template.Functions, function =>
        {
            var program = string.Concat(Contract.Sources(function.CodeUri.Split('/')).Select(File.ReadAllText));
            var read = UseOfEnvironment().Matches(program).Select(match => variables[match.Groups["property"].Value]);
            Assert.Equal(
                read.Append(Global).Distinct().Order(StringComparer.Ordinal),
                function.Environment.Keys.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Every_index_that_a_store_queries_is_in_the_template_and_none_in_vain()
    {
        var queried = Contract.Sources("src", "Clinic.Core").SelectMany(File.ReadLines)
            .Where(line => line.Contains("IndexName = ", StringComparison.Ordinal) || line.Contains("const string By", StringComparison.Ordinal))
            .SelectMany(line => IndexName().Matches(line)).Select(match => match.Groups["name"].Value);
        var indexes = Contract.Template.Tables.SelectMany(table =>
            (table.Request.GlobalSecondaryIndexes ?? []).Select(index => index.IndexName)
                .Concat((table.Request.LocalSecondaryIndexes ?? []).Select(index => index.IndexName)));

        Assert.Equal(indexes.Distinct().Order(StringComparer.Ordinal), queried.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_resource_server_has_the_scopes_of_the_code()
    {
        Assert.Equal(Core.Security.Scope.All.Order(StringComparer.Ordinal), Contract.Template.UserPool!.Scopes.Order(StringComparer.Ordinal));
    }

    private static string Describe(string function, string method, string path, bool needsToken, IEnumerable<string> scopes) =>
        $"{path} {method} → {function} {(needsToken ? string.Join(" or ", scopes.Order(StringComparer.Ordinal)) : "public")}";

    [GeneratedRegex("""static \w+ (?<property>\w+) =>.*Required\("(?<variable>\w+)"\)""")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex(@"ClinicEnvironment\.(?<property>\w+)")]
    private static partial Regex UseOfEnvironment();

    [GeneratedRegex("""
        "(?<name>by[A-Z]\w+)"
        """)]
    private static partial Regex IndexName();
}

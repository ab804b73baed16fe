using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed class TemplateTests
{
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
    public void The_resource_server_has_the_scopes_of_the_code()
    {
        Assert.Equal(Core.Security.Scope.All.Order(StringComparer.Ordinal), Contract.Template.UserPool!.Scopes.Order(StringComparer.Ordinal));
    }

    private static string Describe(string function, string method, string path, bool needsToken, IEnumerable<string> scopes) =>
        $"{path} {method} → {function} {(needsToken ? string.Join(" or ", scopes.Order(StringComparer.Ordinal)) : "public")}";
}

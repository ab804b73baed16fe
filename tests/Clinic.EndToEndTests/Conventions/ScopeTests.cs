using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>Who may call what, from the contract's tables and not from the code.</summary>
[Collection(TheClinic.Name)]
public sealed class ScopeTests(ClinicFixture clinic)
{
    /// <summary>Method, path and the roles whose scopes let them in: a(dmin), s(upport), t(hanatologist), p(atient).</summary>
    public static TheoryData<string, string, string> Protected => new()
    {
        { "POST", "/auth/logout", "astp" },
        { "PUT", "/auth/password", "astp" },
        { "GET", "/auth/me", "astp" },
        { "POST", "/auth/introspect", "astp" },
        { "POST", "/auth/api-keys", "a" },
        { "GET", "/auth/api-keys", "a" },
        { "DELETE", "/auth/api-keys/{id}", "a" },
        { "POST", "/users", "at" },
        { "GET", "/users", "ast" },
        { "GET", "/users/{id}", "astp" },
        { "PUT", "/users/{id}", "at" },
        { "PATCH", "/users/{id}", "astp" },
        { "DELETE", "/users/{id}", "at" },
        { "GET", "/users/{id}/record", "ast" },
        { "PUT", "/users/{id}/record", "at" },
        { "GET", "/users/{id}/sessions", "at" },
        { "GET", "/users/{id}/audit", "a" },
        { "POST", "/sessions", "at" },
        { "GET", "/sessions", "at" },
        { "GET", "/sessions/catalogue", "astp" },
        { "GET", "/sessions/{id}", "at" },
        { "POST", "/sessions/{id}/addenda", "at" },
        { "POST", "/messages", "ast" },
        { "GET", "/messages", "astp" },
        { "GET", "/messages/{id}", "astp" },
        { "POST", "/messages/{id}/decrypt", "a" },
        { "GET", "/reports/sessions", "ast" },
        { "GET", "/reports/patients", "ast" },
        { "GET", "/reports/fees", "ast" },
        { "GET", "/reports/thanatologists", "ast" },
        { "GET", "/reports/summary", "ast" },
    };

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_route_is_for_those_whose_role_has_its_scope(string method, string path, string roles)
    {
        var at = path.At(Bodies.Id());
        (await clinic.Nobody.SendAsync(method, at, null)).IsProblem(401);
        foreach (var (letter, client) in Clients())
        {
            var answer = await client.SendAsync(method, at, null);
            if (!roles.Contains(letter, StringComparison.Ordinal))
                answer.IsProblem(403);
            else
                Assert.True(answer.Status is not 401 && (answer.Status != 403 || method == "DELETE"), $"{letter}: {answer.Request} answered {answer.Text}");
        }
    }

    [Fact]
    public void The_table_names_every_route_that_is_not_public() => Assert.Equal(
        AllRoutes.All.Where(route => !route.IsPublic).Select(route => $"{route.Method} {route.Path}").Order(),
        Protected.Select(row => $"{row[0]} {row[1]}").Order());

    [Fact]
    public async Task Public_routes_take_any_authorization_or_none()
    {
        (await clinic.Nobody.PostAsync("/auth/token", null, ("Authorization", "Bearer garbage"))).IsProblem(400, "X-Api-Key");
        foreach (var route in AllRoutes.All.Where(route => route is { IsPublic: true, Body: not null }))
            (await clinic.Nobody.SendAsync(route.Method, route.Path, ApiClient.Json("[]"), ("Authorization", "Bearer garbage"))).IsProblem(400, "body");
    }

    private IEnumerable<(char, ApiClient)> Clients() => [('a', clinic.Admin), ('s', clinic.Support), ('t', clinic.Thanatologist), ('p', clinic.Patient)];
}

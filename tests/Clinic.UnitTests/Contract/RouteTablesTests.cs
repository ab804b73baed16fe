using Xunit;

namespace Clinic.UnitTests.Contract;

/// <summary>The routes that clients hold us to, written down by hand: changing one is changing the contract.</summary>
public sealed class RouteTablesTests
{
    private const string Frozen = """
        POST /auth/salt
        POST /auth/login
        POST /auth/authenticate
        POST /auth/mfa
        POST /auth/mfa/enrol clinic/self
        POST /auth/mfa/confirm clinic/self
        DELETE /auth/mfa clinic/self
        POST /auth/refresh
        POST /auth/password/forgot
        POST /auth/password/reset
        POST /auth/logout clinic/self
        PUT /auth/password clinic/self
        GET /auth/me clinic/self
        POST /auth/token
        POST /auth/introspect clinic/self
        POST /auth/api-keys clinic/admin
        GET /auth/api-keys clinic/admin
        DELETE /auth/api-keys/{id} clinic/admin
        POST /users clinic/users.write
        GET /users clinic/users.read
        GET /users/{id} clinic/users.read clinic/self
        PUT /users/{id} clinic/users.write
        PATCH /users/{id} clinic/users.write clinic/self
        DELETE /users/{id} clinic/users.write
        GET /users/{id}/record clinic/users.read
        PUT /users/{id}/record clinic/users.write
        GET /users/{id}/sessions clinic/sessions.read
        GET /users/{id}/audit clinic/admin
        POST /sessions clinic/sessions.write
        GET /sessions clinic/sessions.read
        GET /sessions/catalogue clinic/self
        GET /sessions/{id} clinic/sessions.read
        POST /sessions/{id}/addenda clinic/sessions.write
        POST /messages clinic/messages.send
        GET /messages clinic/messages.read
        GET /messages/{id} clinic/messages.read
        POST /messages/{id}/decrypt clinic/messages.decrypt
        GET /reports/sessions clinic/reports.read
        GET /reports/patients clinic/reports.read
        GET /reports/fees clinic/reports.read
        GET /reports/thanatologists clinic/reports.read
        GET /reports/summary clinic/reports.read
        POST /exports clinic/admin
        GET /exports clinic/admin
        GET /exports/{id} clinic/admin
        """;

    [Fact]
    public void The_tables_have_the_contracts_routes_with_their_scopes_and_no_other()
    {
        var routes = Contract.Routes.Select(known => string.Join(' ', [known.Route.Method, known.Route.Path, .. known.Route.Scopes]));

        Assert.Equal(Frozen.ReplaceLineEndings("\n").Split('\n').Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET /users", "role status recordStatus thanatologistId q limit nextToken")]
    [InlineData("GET /users/{id}/sessions", "from to limit nextToken")]
    [InlineData("GET /users/{id}/audit", "limit nextToken")]
    [InlineData("GET /sessions", "userId thanatologistId from to limit nextToken")]
    [InlineData("GET /messages", "to limit nextToken")]
    [InlineData("GET /exports", "limit nextToken")]
    [InlineData("GET /reports/sessions", "groupBy timespan from to thanatologistId")]
    [InlineData("GET /reports/patients", "groupBy timespan from to thanatologistId")]
    [InlineData("GET /reports/fees", "groupBy timespan from to thanatologistId")]
    [InlineData("GET /reports/thanatologists", "timespan from to thanatologistId")]
    [InlineData("GET /reports/summary", "timespan from to thanatologistId")]
    public void A_list_or_report_takes_the_contracts_query_parameters(string route, string parameters)
    {
        Assert.Equal(parameters.Split(' '), Route(route).Query.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Nothing_but_a_list_a_report_or_an_API_key_takes_query_parameters()
    {
        var lists = Contract.Routes.Where(known => known.Route.Query.Count > 0 && !known.Route.Path.StartsWith("/reports/", StringComparison.Ordinal)).Select(known => $"{known.Route.Method} {known.Route.Path}");

        Assert.Equal(["POST /auth/token", "GET /auth/api-keys", "GET /users", "GET /users/{id}/sessions", "GET /users/{id}/audit", "GET /sessions", "GET /messages", "GET /exports"], lists);
    }

    [Fact]
    public void Every_post_that_creates_honours_the_idempotency_key()
    {
        var creating = Contract.Routes.Where(known => known.Route.Status == 201);

        Assert.All(creating, known => Assert.True(known.Route.Creates, known.Route.Path));
        Assert.Equal(["/auth/api-keys", "/users", "/sessions", "/sessions/{id}/addenda", "/messages", "/exports"], Contract.Routes.Where(known => known.Route.Creates).Select(known => known.Route.Path));
    }

    [Fact]
    public void Every_representation_of_a_user_or_a_record_has_a_version()
    {
        var versioned = Contract.Routes.Where(known => known.Route.Versioned).Select(known => $"{known.Route.Method} {known.Route.Path}");

        Assert.Equal(
            [
                "GET /auth/me", "POST /users", "GET /users/{id}", "PUT /users/{id}", "PATCH /users/{id}", "DELETE /users/{id}",
                "GET /users/{id}/record", "PUT /users/{id}/record",
            ],
            versioned);
    }

    private static Core.Http.Route Route(string name) =>
        Contract.Routes.Single(known => $"{known.Route.Method} {known.Route.Path}" == name).Route;
}

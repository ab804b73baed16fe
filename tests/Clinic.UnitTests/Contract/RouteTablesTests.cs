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
        GET /users/{id}/sessions/verify clinic/sessions.read
        GET /users/{id}/audit clinic/admin
        POST /sessions clinic/sessions.write
        GET /sessions clinic/sessions.read
        GET /sessions/catalogue clinic/self
        GET /sessions/drafts clinic/sessions.read
        PUT /users/{id}/draft clinic/sessions.write
        GET /users/{id}/draft clinic/sessions.read
        DELETE /users/{id}/draft clinic/sessions.write
        POST /sessions/groups clinic/sessions.write
        GET /sessions/{id} clinic/sessions.read
        POST /sessions/{id}/addenda clinic/sessions.write
        GET /availability/{id} clinic/appointments.read
        PUT /availability/{id} clinic/appointments.write
        GET /availability/{id}/free clinic/appointments.read
        GET /availability/free clinic/appointments.read
        POST /appointments clinic/appointments.write
        GET /appointments clinic/appointments.read
        GET /appointments/{id} clinic/appointments.read
        PATCH /appointments/{id} clinic/appointments.write
        GET /appointments/answer
        POST /appointments/answer
        POST /calendar/feeds clinic/appointments.read
        GET /calendar/feeds clinic/appointments.read
        DELETE /calendar/feeds/{id} clinic/appointments.read
        GET /calendar/{id}
        POST /waiting-list clinic/appointments.write
        GET /waiting-list clinic/appointments.write
        DELETE /waiting-list/{id} clinic/appointments.write
        POST /users/{id}/losses clinic/care.write
        GET /users/{id}/losses clinic/care.read
        GET /users/{id}/losses/{lossId} clinic/care.read
        PATCH /users/{id}/losses/{lossId} clinic/care.write
        DELETE /users/{id}/losses/{lossId} clinic/care.write
        GET /care/anniversaries clinic/care.read
        POST /tasks clinic/care.write
        GET /tasks clinic/care.read
        GET /tasks/{id} clinic/care.read
        PATCH /tasks/{id} clinic/care.write
        POST /users/{id}/alerts clinic/care.write
        GET /users/{id}/alerts clinic/care.read
        POST /users/{id}/alerts/{alertId}/reviews clinic/care.write
        PUT /users/{id}/safety-plan clinic/care.write
        GET /users/{id}/safety-plan clinic/care.read clinic/self
        GET /users/{id}/safety-plan/versions clinic/care.read
        PUT /instruments/{id} clinic/admin
        GET /instruments clinic/care.read
        GET /instruments/{id} clinic/care.read
        POST /users/{id}/assessments clinic/care.write
        GET /users/{id}/assessments clinic/care.read
        GET /users/{id}/assessments/{assessmentId} clinic/care.read
        POST /users/{id}/assessment-requests clinic/care.write
        GET /care/requests clinic/self
        POST /care/requests/{id}/answers clinic/self
        POST /messages clinic/messages.send
        GET /messages clinic/messages.read
        GET /messages/{id} clinic/messages.read
        POST /messages/{id}/decrypt clinic/messages.decrypt
        GET /reports/sessions clinic/reports.read
        GET /reports/patients clinic/reports.read
        GET /reports/fees clinic/reports.read
        GET /reports/appointments clinic/reports.read
        GET /reports/thanatologists clinic/reports.read
        GET /reports/summary clinic/reports.read
        GET /reports/outcomes clinic/reports.read
        POST /exports clinic/admin
        GET /exports clinic/admin
        GET /exports/{id} clinic/admin
        GET /
        GET /openapi.json
        GET /health
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
    [InlineData("GET /availability/{id}/free", "from to minutes mode limit nextToken")]
    [InlineData("GET /availability/free", "from to minutes mode limit nextToken")]
    [InlineData("GET /appointments", "patientId thanatologistId from to status limit nextToken")]
    [InlineData("PATCH /appointments/{id}", "scope")]
    [InlineData("GET /waiting-list", "thanatologistId fits minutes limit nextToken")]
    [InlineData("GET /users/{id}/losses", "limit nextToken")]
    [InlineData("DELETE /users/{id}/losses/{lossId}", "reason")]
    [InlineData("GET /care/anniversaries", "from to")]
    [InlineData("GET /tasks", "assigneeId patientId status from to limit nextToken")]
    [InlineData("GET /messages", "to limit nextToken")]
    [InlineData("GET /exports", "limit nextToken")]
    [InlineData("GET /reports/sessions", "groupBy timespan from to thanatologistId compare")]
    [InlineData("GET /reports/patients", "groupBy timespan from to thanatologistId compare")]
    [InlineData("GET /reports/fees", "groupBy timespan from to thanatologistId compare")]
    [InlineData("GET /reports/appointments", "groupBy timespan from to thanatologistId compare")]
    [InlineData("GET /reports/thanatologists", "timespan from to thanatologistId")]
    [InlineData("GET /reports/summary", "timespan from to thanatologistId")]
    [InlineData("GET /reports/outcomes", "instrument groupBy timespan from to thanatologistId")]
    [InlineData("GET /instruments/{id}", "version")]
    [InlineData("GET /users/{id}/assessments", "instrument limit nextToken")]
    public void A_list_or_report_takes_the_contracts_query_parameters(string route, string parameters)
    {
        Assert.Equal(parameters.Split(' '), Route(route).Query.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Nothing_but_a_list_a_report_an_API_key_a_change_of_a_series_a_link_or_a_removal_takes_query_parameters()
    {
        var lists = Contract.Routes.Where(known => known.Route.Query.Count > 0 && !known.Route.Path.StartsWith("/reports/", StringComparison.Ordinal)).Select(known => $"{known.Route.Method} {known.Route.Path}");

        Assert.Equal(["POST /auth/token", "GET /auth/api-keys", "GET /users", "GET /users/{id}/sessions", "GET /users/{id}/audit", "GET /sessions", "GET /availability/{id}/free", "GET /availability/free", "GET /appointments", "PATCH /appointments/{id}", "GET /appointments/answer", "POST /appointments/answer", "GET /waiting-list", "GET /users/{id}/losses", "DELETE /users/{id}/losses/{lossId}", "GET /care/anniversaries", "GET /tasks", "GET /users/{id}/alerts", "GET /users/{id}/safety-plan/versions", "GET /instruments", "GET /instruments/{id}", "GET /users/{id}/assessments", "GET /care/requests", "GET /messages", "GET /exports"], lists);
    }

    [Fact]
    public void Every_post_that_creates_honours_the_idempotency_key()
    {
        var creating = Contract.Routes.Where(known => known.Route.Status == 201);

        Assert.All(creating, known => Assert.True(known.Route.Creates, known.Route.Path));
        Assert.Equal(["/auth/api-keys", "/users", "/sessions", "/sessions/groups", "/sessions/{id}/addenda", "/appointments", "/calendar/feeds", "/waiting-list", "/users/{id}/losses", "/tasks", "/users/{id}/alerts", "/users/{id}/alerts/{alertId}/reviews", "/users/{id}/assessments", "/users/{id}/assessment-requests", "/care/requests/{id}/answers", "/messages", "/exports"], Contract.Routes.Where(known => known.Route.Creates).Select(known => known.Route.Path));
    }

    [Fact]
    public void Every_representation_of_a_user_a_record_a_draft_an_availability_or_an_appointment_has_a_version()
    {
        var versioned = Contract.Routes.Where(known => known.Route.Versioned).Select(known => $"{known.Route.Method} {known.Route.Path}");

        Assert.Equal(
            [
                "GET /auth/me", "POST /users", "GET /users/{id}", "PUT /users/{id}", "PATCH /users/{id}", "DELETE /users/{id}",
                "GET /users/{id}/record", "PUT /users/{id}/record", "PUT /users/{id}/draft", "GET /users/{id}/draft", "DELETE /users/{id}/draft", "GET /availability/{id}", "PUT /availability/{id}",
                "POST /appointments", "GET /appointments/{id}", "PATCH /appointments/{id}",
                "POST /users/{id}/losses", "GET /users/{id}/losses/{lossId}", "PATCH /users/{id}/losses/{lossId}", "DELETE /users/{id}/losses/{lossId}",
                "POST /tasks", "GET /tasks/{id}", "PATCH /tasks/{id}",
                "PUT /users/{id}/safety-plan", "GET /users/{id}/safety-plan", "PUT /instruments/{id}", "GET /instruments/{id}",
            ],
            versioned);
    }

    [Fact]
    public void Every_written_representation_can_be_left_out_but_where_it_is_the_point()
    {
        string[] points =
        [
            "POST /auth/salt", "POST /auth/login", "POST /auth/authenticate", "POST /auth/mfa", "POST /auth/refresh", "POST /auth/token", "POST /auth/mfa/enrol",
            "POST /auth/mfa/confirm", "POST /auth/introspect", "POST /auth/api-keys", "POST /sessions/groups", "POST /calendar/feeds", "POST /messages/{id}/decrypt",
        ];

        var whole = Contract.Routes.Where(known => known.Route is { Method: not "GET", Response: not null, IsEcho: false }).Select(known => $"{known.Route.Method} {known.Route.Path}");

        Assert.Equal(points, whole);
        Assert.DoesNotContain(Contract.Routes, known => known.Route.IsEcho && (known.Route.Method == "GET" || known.Route.Response is null));
    }

    [Fact]
    public void What_is_the_same_for_everybody_may_be_kept_for_a_minute_and_nothing_else()
    {
        string[] secret = ["/appointments/answer", "/calendar/{id}"];
        var kept = Contract.Routes.Where(known => known.Route is { Method: "GET", IsPublic: true }).Select(known => known.Route.Path).Except(secret);

        Assert.Equal(["/", "/openapi.json", "/health"], kept);
        Assert.Equal(kept, Contract.Routes.Where(known => known.Route.Caching == Core.Http.CacheControl.OneMinute).Select(known => known.Route.Path));
        Assert.Equal(
            ["GET /users/{id}/record", "GET /users/{id}/draft", "GET /sessions/{id}", "GET /appointments/answer", "GET /users/{id}/losses", "GET /users/{id}/losses/{lossId}", "GET /tasks", "GET /tasks/{id}", "GET /users/{id}/alerts", "GET /users/{id}/safety-plan", "GET /users/{id}/safety-plan/versions", "GET /users/{id}/assessments", "GET /users/{id}/assessments/{assessmentId}", "GET /care/requests", "GET /exports/{id}"],
            Contract.Routes.Where(known => known.Route.Caching == Core.Http.CacheControl.NoStore).Select(known => $"{known.Route.Method} {known.Route.Path}"));
    }

    [Fact]
    public void What_is_counted_is_announced() => Assert.Equal(
        ["POST /auth/login login", "POST /auth/authenticate login", "POST /auth/token api-key", "POST /auth/password/reset reset"],
        Contract.Routes.Where(known => known.Route.Limit is not null).Select(known => $"{known.Route.Method} {known.Route.Path} {known.Route.Limit!.Name}"));

    private static Core.Http.Route Route(string name) =>
        Contract.Routes.Single(known => $"{known.Route.Method} {known.Route.Path}" == name).Route;
}

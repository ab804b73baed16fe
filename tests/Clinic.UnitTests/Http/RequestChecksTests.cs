using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;
using Request = Clinic.Core.Http.Request;

namespace Clinic.UnitTests.Http;

public sealed class RequestChecksTests
{
    private static readonly Route<object> List = new("GET", "/users", [Scope.UsersRead, Scope.Self], (_, _) => Task.FromResult(Response.NoContent))
    {
        Summary = "",
        Query = [QueryParameter.OneOf("role", "", "admin", "patient"), QueryParameter.Uuid("thanatologistId", ""), QueryParameter.Date("from", ""), QueryParameter.Text("q", "", 5), QueryParameter.Limit, QueryParameter.NextToken],
    };

    private static readonly Route<object> Create = new("POST", "/users", [Scope.UsersWrite], (_, _) => Task.FromResult(Response.NoContent)) { Summary = "", Body = typeof(object) };

    private static readonly Route<object> Change = new("PATCH", "/users/{id}", [Scope.UsersWrite], (_, _) => Task.FromResult(Response.NoContent)) { Summary = "", Body = typeof(object) };

    private static readonly Route<object> Answer = new("POST", "/answer", [], (_, _) => Task.FromResult(Response.NoContent)) { Summary = "", Form = [QueryParameter.OneOf("answer", "", "yes", "no")] };

    [Theory]
    [InlineData("answer=yes")]
    [InlineData("%61nswer=%79es")]
    [InlineData("&answer=yes&")]
    public void A_form_has_each_of_its_fields_once(string body) => Check(Answer, Form(body));

    [Theory]
    [InlineData("", "answer", "is required: one of yes, no")]
    [InlineData("answer", "answer", "must be one of yes, no")]
    [InlineData("answer=maybe", "answer", "must be one of yes, no")]
    [InlineData("answer=yes&answer=yes", "answer", "is required: one of yes, no")]
    [InlineData("answer=yes&name=x", "name", "is not a field of this form")]
    [InlineData("{\"answer\":\"yes\"}", "{\"answer\":\"yes\"}", "is not a field of this form")]
    public void A_field_at_fault_is_named(string body, string name, string error)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Check(Answer, Form(body)));

        Assert.Equal([error], refused.Errors[name].Select(fault => fault.Text.English));
    }

    [Fact]
    public void A_form_of_another_type_is_415()
    {
        var refused = Assert.Throws<ProtocolException>(() => Check(Answer, GatewayEvent.Of("POST", "/answer", "answer=yes", new() { ["Content-Type"] = "application/json" })));

        Assert.Equal((415, ("Accept-Post", "application/x-www-form-urlencoded")), (refused.Code.Status, refused.Header));
    }

    [Fact]
    public void A_route_asks_for_one_of_its_scopes()
    {
        Check(List, Event(List).From(A.Service(Scope.Self)));
        Check(List, Event(List).From(A.Service(Scope.UsersRead)));
        Assert.Throws<ForbiddenException>(() => Check(List, Event(List).From(A.Service(Scope.Admin))));
        Assert.Throws<ForbiddenException>(() => Check(List, Event(List)));
    }

    [Fact]
    public void A_public_route_asks_for_none() => Check(List with { Scopes = [] }, Event(List));

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("*/*, application/json;q=0")]
    [InlineData("nonsense")]
    public void What_accepts_no_JSON_is_406(string accept)
    {
        var request = Event(List).From(A.Caller(Role.Admin));
        request.Headers["accept"] = accept;

        Assert.Equal(406, Assert.Throws<ProtocolException>(() => Check(List, request)).Code.Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("text/html, application/json;q=0.1")]
    [InlineData("text/html, */*;q=0.8")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("")]
    public void What_accepts_JSON_goes_through(string accept)
    {
        var request = Event(List).From(A.Caller(Role.Admin));
        request.Headers["Accept"] = accept;

        Check(List, request);
    }

    [Theory]
    [InlineData("color", "red", "is not a query parameter of this resource")]
    [InlineData("Role", "admin", "is not a query parameter of this resource")]
    [InlineData("role", "boss", "must be one of admin, patient")]
    [InlineData("role", "", "must be one of admin, patient")]
    [InlineData("thanatologistId", "7", "must be an id")]
    [InlineData("thanatologistId", "{8d7f3c1a-0000-7000-8000-000000000001}", "must be an id")]
    [InlineData("from", "2026-02-30", "must be a date such as 2026-11-22")]
    [InlineData("from", "22-11-2026", "must be a date such as 2026-11-22")]
    [InlineData("q", "", "must be 1 to 5 characters")]
    [InlineData("q", "  ", "must be 1 to 5 characters")]
    [InlineData("q", "123456", "must be 1 to 5 characters")]
    [InlineData("limit", "0", "must be a number from 1 to 100")]
    [InlineData("limit", "101", "must be a number from 1 to 100")]
    [InlineData("limit", "-1", "must be a number from 1 to 100")]
    [InlineData("limit", "1.5", "must be a number from 1 to 100")]
    [InlineData("limit", "+5", "must be a number from 1 to 100")]
    [InlineData("limit", "ten", "must be a number from 1 to 100")]
    [InlineData("limit", "99999999999999999999", "must be a number from 1 to 100")]
    [InlineData("nextToken", "", "must be a token from a previous page")]
    public void A_query_parameter_at_fault_is_named(string name, string value, string error)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Check(List, Event(List).From(A.Caller(Role.Admin)).WithQuery(name, value)));

        Assert.Equal([error], refused.Errors[name].Select(fault => fault.Text.English));
    }

    [Fact]
    public void A_query_parameter_that_is_given_twice_is_named()
    {
        var refused = Assert.Throws<InvalidInputException>(() => Check(List, Event(List).From(A.Caller(Role.Admin)).WithQuery("limit", "5", "5")));

        Assert.Equal("is given more than once", Assert.Single(refused.Errors["limit"]).Text.English);
    }

    [Fact]
    public void A_required_query_parameter_that_is_missing_is_named()
    {
        var route = List with { Query = [QueryParameter.OneOf("groupBy", "", "tool", "motive") with { IsRequired = true }] };

        var refused = Assert.Throws<InvalidInputException>(() => Check(route, Event(route).From(A.Caller(Role.Admin))));

        Assert.Equal("is required: one of tool, motive", Assert.Single(refused.Errors["groupBy"]).Text.English);
        Check(route, Event(route).From(A.Caller(Role.Admin)).WithQuery("groupBy", "tool"));
    }

    [Fact]
    public void Every_query_parameter_at_fault_is_named()
    {
        var request = Event(List).From(A.Caller(Role.Admin)).WithQuery("limit", "0").WithQuery("role", "boss").WithQuery("x", "1");

        Assert.Equal(3, Assert.Throws<InvalidInputException>(() => Check(List, request)).Errors.Count);
    }

    [Fact]
    public void A_route_is_available_as_what_it_produces()
    {
        var route = List with { Produces = [MediaTypes.Json, MediaTypes.Csv] };
        var request = Event(route).From(A.Caller(Role.Admin));
        request.Headers["Accept"] = "text/csv";
        Check(route, request);
        request.Headers["Accept"] = "image/svg+xml";

        Assert.Equal("This resource is available as application/json, text/csv.", Assert.Throws<ProtocolException>(() => Check(route, request)).Message);
    }

    [Theory]
    [InlineData(256 * 1024, false)]
    [InlineData(256 * 1024 + 1, true)]
    public void A_body_holds_256_KB(int size, bool refused)
    {
        var request = Event(Create, new string('x', size)).From(A.Caller(Role.Admin));

        Assert.Equal(refused ? 413 : null, (Record.Exception(() => Check(Create, request)) as ProtocolException)?.Code.Status);
    }

    [Fact]
    public void Bytes_are_counted_and_not_characters() =>
        Assert.Equal(413, Assert.Throws<ProtocolException>(() => Check(Create, Event(Create, new string('ñ', 150_000)).From(A.Caller(Role.Admin)))).Code.Status);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void A_body_that_is_not_JSON_is_415(string? contentType)
    {
        var request = Event(Create, "{}").From(A.Caller(Role.Admin));
        request.Headers.Clear();
        if (contentType is not null)
            request.Headers["Content-Type"] = contentType;

        Assert.Equal(415, Assert.Throws<ProtocolException>(() => Check(Create, request)).Code.Status);
    }

    [Theory]
    [InlineData("PATCH", "Accept-Patch", "application/json, application/merge-patch+json")]
    [InlineData("POST", "Accept-Post", "application/json")]
    [InlineData("PUT", "Accept", "application/json")]
    [InlineData("DELETE", "Accept", "application/json")]
    public void A_media_type_that_is_refused_comes_with_those_that_are_taken(string method, string header, string types)
    {
        var route = new Route<object>(method, "/users/{id}", [], (_, _) => Task.FromResult(Response.NoContent)) { Summary = "", Body = typeof(object) };
        var request = Event(route, "[]");
        request.Headers["Content-Type"] = "application/json-patch+json";

        var refusal = Assert.Throws<ProtocolException>(() => Check(route, request));

        Assert.Equal((415, header, types), (refusal.Code.Status, refusal.Header?.Name, refusal.Header?.Value));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("x-gzip")]
    [InlineData("gzip, identity")]
    [InlineData("aws-chunked")]
    public void A_body_with_a_content_coding_is_415_on_every_route(string coding)
    {
        foreach (var route in (Route<object>[])[Create, Change, List, List with { Scopes = [] }])
        {
            var request = Event(route, "\u001f").From(A.Caller(Role.Admin));
            request.Headers["content-encoding"] = coding;

            var refusal = Assert.Throws<ProtocolException>(() => Check(route, request));

            Assert.Equal((415, "Accept-Encoding", "identity"), (refusal.Code.Status, refusal.Header?.Name, refusal.Header?.Value));
        }
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData(" ")]
    [InlineData("")]
    public void A_body_as_it_is_may_say_so(string coding)
    {
        var request = Event(Create, "{}").From(A.Caller(Role.Admin));
        request.Headers["Content-Encoding"] = coding;

        Check(Create, request);
    }

    [Fact]
    public void Without_a_body_a_content_coding_says_nothing()
    {
        var request = Event(List).From(A.Caller(Role.Admin));
        request.Headers["Content-Encoding"] = "gzip";

        Check(List, request);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("application/merge-patch+json")]
    public void A_patch_may_say_that_it_is_one(string contentType)
    {
        var request = Event(Change, "{}").From(A.Caller(Role.Admin));
        request.Headers["Content-Type"] = contentType;

        Check(Change, request);
    }

    private static APIGatewayProxyRequest Event(Route route, string? body = null) => GatewayEvent.Of(route.Method, route.Path, body);

    private static APIGatewayProxyRequest Form(string body) => GatewayEvent.Of("POST", "/answer", body, new() { ["Content-Type"] = "application/x-www-form-urlencoded" });

    private static void Check(Route<object> route, APIGatewayProxyRequest request) => RequestChecks.Check(request, new Request(request, route, null));
}

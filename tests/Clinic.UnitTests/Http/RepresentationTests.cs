using System.Globalization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.UnitTests.Http;

/// <summary>What becomes of a response on its way to the client: by its route, and by what the client has or asked for.</summary>
public sealed class RepresentationTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FunctionHost<RepresentationTests> host;

    public RepresentationTests() => host = new FunctionHost<RepresentationTests>(
        [
            new("GET", "/things", [], (api, request) => api.Answer(request)) { Summary = "", Produces = [MediaTypes.Json, MediaTypes.Csv] },
            new("GET", "/secrets", [], (api, request) => api.Answer(request)) { Summary = "", Caching = CacheControl.NoStore },
            new("POST", "/things", [], (api, request) => api.Answer(request)) { Summary = "", IsEcho = true },
            new("POST", "/tagged", [], (api, request) => api.Answer(request)) { Summary = "", IsEcho = true, IsTagged = true },
            new("POST", "/tokens", [], (api, request) => api.Answer(request)) { Summary = "", Limit = new RateLimit("login", 5, TimeSpan.FromMinutes(15)) },
            new("GET", "/old", [], (api, request) => api.Answer(request)) { Summary = "", DeprecatedSince = Since, Sunset = Since.AddYears(1) },
            new("GET", "/guarded", [Scope.UsersRead, Scope.Self], (api, request) => api.Answer(request)) { Summary = "" },
        ],
        this, new Headers("*"), new Problems(Language.Spanish), NullLogger.Instance);

    private Func<Request, Task<Response>> Answer { get; set; } = _ => Task.FromResult(Response.Ok(new SaltView("a")));

    [Fact]
    public async Task A_read_has_a_tag_and_the_routes_caching_and_is_not_sent_to_who_has_it()
    {
        var read = await SendAsync("GET", "/things");
        var again = await SendAsync("GET", "/things", ("if-none-match", read.Headers["ETag"]));

        Assert.Equal(("private, no-cache", "Accept, Accept-Encoding"), (read.Headers["Cache-Control"], read.Headers["Vary"]));
        Assert.Equal((304, null), (again.StatusCode, again.Body));
        Assert.DoesNotContain("Content-Type", again.Headers);
        foreach (var header in (string[])["ETag", "Cache-Control", "Vary"])
            Assert.Equal(read.Headers[header], again.Headers[header]);
        Assert.Equal("no-store", (await SendAsync("GET", "/secrets")).Headers["Cache-Control"]);
    }

    [Fact]
    public async Task A_response_with_clinical_text_is_kept_by_nobody()
    {
        Answer = _ => Task.FromResult(Response.Ok(new SaltView("a"), 3).NotStoredIf(true));

        var read = await SendAsync("GET", "/things");

        Assert.Equal("no-store", read.Headers["Cache-Control"]);
        Assert.StartsWith("\"3-", read.Headers["ETag"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_no_tag_and_is_not_stored()
    {
        Answer = _ => throw new NotFoundException();

        var refusal = await SendAsync("GET", "/things", ("If-None-Match", "*"));

        Assert.Equal((404, "no-store"), (refusal.StatusCode, refusal.Headers["Cache-Control"]));
        Assert.DoesNotContain("ETag", refusal.Headers);
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var (get, head) = (await SendAsync("GET", "/things"), await SendAsync("HEAD", "/things"));

        Assert.Equal((200, null), (head.StatusCode, head.Body));
        Assert.Equal(get.Headers.Where(header => header.Key is not "Server-Timing"), head.Headers.Where(header => header.Key is not "Server-Timing"));
        Assert.Equal(304, (await SendAsync("HEAD", "/things", ("If-None-Match", get.Headers["ETag"]))).StatusCode);
        Answer = _ => throw new NotFoundException();
        Assert.Equal((404, null), await StatusAndBodyAsync("HEAD", "/things"));
        Assert.Equal((405, null), await StatusAndBodyAsync("HEAD", "/tokens"));
        Assert.Equal("GET, HEAD", (await SendAsync("PUT", "/old")).Headers["Allow"]);
    }

    [Theory]
    [InlineData("return=minimal")]
    [InlineData("Return=Minimal")]
    [InlineData("respond-async, return=minimal")]
    [InlineData("return=\"minimal\"; x=1")]
    [InlineData("return = minimal")]
    [InlineData("return=minimal, return=representation")]
    public async Task The_least_is_sent_to_who_prefers_it(string prefer)
    {
        Answer = _ => Task.FromResult(Response.Ok(new SaltView("a"), 3));
        var changed = await SendAsync("POST", "/things", ("Prefer", prefer));
        Answer = _ => Task.FromResult(Response.Created("/things/1", new SaltView("a")));
        var created = await SendAsync("POST", "/tagged", ("Prefer", prefer));

        Assert.Equal((204, null, "return=minimal"), (changed.StatusCode, changed.Body, changed.Headers["Preference-Applied"]));
        Assert.Equal((201, null, "return=minimal"), (created.StatusCode, created.Body, created.Headers["Preference-Applied"]));
        Assert.DoesNotContain("Content-Type", created.Headers);
        Assert.Contains("ETag", changed.Headers);
        Assert.Equal(("/things/1", EntityTag.Of(Response.Created("", new SaltView("a")))), (created.Headers["Location"], created.Headers["ETag"]));
    }

    [Theory]
    [InlineData("/things", "return=representation")]
    [InlineData("/things", "return=representation, return=minimal")]
    [InlineData("/things", "x-return=minimal")]
    [InlineData("/things", "")]
    [InlineData("/tokens", "return=minimal")]
    public async Task Where_the_body_is_the_point_or_wanted_it_is_sent(string path, string prefer)
    {
        var answer = await SendAsync("POST", path, ("Prefer", prefer));

        Assert.Equal((200, """{"salt":"a"}"""), (answer.StatusCode, answer.Body));
        Assert.DoesNotContain("Preference-Applied", answer.Headers);
    }

    [Fact]
    public async Task Lines_of_a_list_are_one_list()
    {
        var request = GatewayEvent.Of("POST", "/things");
        request.Headers["Prefer"] = "respond-async";
        request.MultiValueHeaders = new Dictionary<string, IList<string>> { ["prefer"] = ["return=minimal", "respond-async"] };

        Assert.Equal(204, (await host.HandleAsync(request, Mock.Of<ILambdaContext>())).StatusCode);
    }

    [Fact]
    public async Task A_limit_is_announced_with_what_is_left()
    {
        Answer = request =>
        {
            request.Attempts.Tell(new AttemptsLeft(3, TimeSpan.FromSeconds(840)));
            throw new UnauthorizedException(ProblemCode.WrongCredentials);
        };
        var refused = await SendAsync("POST", "/tokens");
        Answer = _ => throw new TooManyRequestsException(ProblemCode.Locked, TimeSpan.FromSeconds(59.2));
        var locked = await SendAsync("POST", "/tokens");
        Answer = _ => throw new InvalidInputException("email", FieldCode.Required, new("es obligatorio", "is required"));
        var uncounted = await SendAsync("POST", "/tokens");

        Assert.Equal(("\"login\";q=5;w=900", "\"login\";r=3;t=840"), (refused.Headers["RateLimit-Policy"], refused.Headers["RateLimit"]));
        Assert.Equal((429, "\"login\";r=0;t=60"), (locked.StatusCode, locked.Headers["RateLimit"]));
        Assert.Equal("\"login\";q=5;w=900", uncounted.Headers["RateLimit-Policy"]);
        Assert.DoesNotContain("RateLimit", uncounted.Headers);
    }

    [Fact]
    public async Task What_will_go_says_since_and_until_when()
    {
        var answer = await SendAsync("GET", "/old");

        Assert.Equal("@" + Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), answer.Headers["Deprecation"]);
        Assert.Equal("Sat, 02 Jan 2027 03:04:05 GMT", answer.Headers["Sunset"]);
        Assert.DoesNotContain("Sunset", (await SendAsync("GET", "/things")).Headers);
    }

    [Fact]
    public async Task A_scope_that_is_missing_is_named() => Assert.Equal(
        "Bearer error=\"insufficient_scope\", scope=\"clinic/users.read\"", (await SendAsync("GET", "/guarded")).Headers["WWW-Authenticate"]);

    [Fact]
    public async Task The_functions_time_is_told() => Assert.Matches("^app;dur=[0-9]+$", (await SendAsync("GET", "/things")).Headers["Server-Timing"]);

    private async Task<(int, string?)> StatusAndBodyAsync(string method, string path)
    {
        var answer = await SendAsync(method, path);
        return (answer.StatusCode, answer.Body);
    }

    private Task<APIGatewayProxyResponse> SendAsync(string method, string path, params (string Name, string Value)[] headers) =>
        host.HandleAsync(GatewayEvent.Of(method, path, headers: headers.ToDictionary(header => header.Name, header => header.Value)), Mock.Of<ILambdaContext>());
}

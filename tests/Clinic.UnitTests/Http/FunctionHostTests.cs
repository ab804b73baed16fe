using System.Text.Json.Nodes;
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

public sealed class FunctionHostTests
{
    private readonly FunctionHost<FunctionHostTests> host;

    public FunctionHostTests() => host = new FunctionHost<FunctionHostTests>(
        [
            new("GET", "/things", [Scope.Self], (api, request) => api.Answer(request)) { Summary = "" },
            new("POST", "/things", [], (api, request) => api.Answer(request)) { Summary = "", Body = typeof(SaltRequest) },
            new("GET", "/page", [], (api, request) => api.Answer(request)) { Summary = "", Produces = [MediaTypes.Html] },
        ],
        this, new Headers("*"), new Problems(Language.Spanish), NullLogger.Instance, page: (problem, error) => problem with { Body = "<p>" + error.GetType().Name, ContentType = MediaTypes.Html });

    /// <summary>What the Api does in this test.</summary>
    private Func<Request, Task<Response>> Answer { get; set; } = _ => Task.FromResult(Response.Ok(new SaltView("a")));

    [Fact]
    public async Task The_route_of_method_and_resource_answers()
    {
        var answer = await HandleAsync(GatewayEvent.Of("GET", "/things").From(A.Caller(Role.Patient)));

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("""{"salt":"a"}""", answer.Body);
    }

    [Fact]
    public async Task A_method_that_the_resource_does_not_know_is_405_with_Allow()
    {
        var answer = await HandleAsync(GatewayEvent.Of("DELETE", "/things"));

        Assert.Equal(405, answer.StatusCode);
        Assert.Equal("GET, HEAD, POST", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task A_resource_that_nobody_knows_is_404() =>
        Assert.Equal(404, (await HandleAsync(GatewayEvent.Of("GET", "/elsewhere"))).StatusCode);

    [Theory]
    [InlineData(null, 404, "<p>NotFoundException")]
    [InlineData("unknown", 400, "<p>InvalidInputException")]
    public async Task Where_people_read_it_a_refusal_is_a_page(string? parameter, int status, string page)
    {
        Answer = _ => throw new NotFoundException();
        var request = GatewayEvent.Of("GET", "/page");

        var answer = await HandleAsync(parameter is null ? request : request.WithQuery(parameter, "x"));

        Assert.Equal((status, page, MediaTypes.Html), (answer.StatusCode, answer.Body, answer.Headers["Content-Type"]));
    }

    [Fact]
    public async Task A_token_without_the_scope_is_403_and_no_token_too()
    {
        Assert.Equal(403, (await HandleAsync(GatewayEvent.Of("GET", "/things").From(A.Service(Scope.UsersRead)))).StatusCode);
        Assert.Equal(403, (await HandleAsync(GatewayEvent.Of("GET", "/things"))).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/things")]
    [InlineData("POST", "/things")]
    [InlineData("DELETE", "/things")]
    [InlineData("GET", "/elsewhere")]
    public async Task The_clients_request_id_comes_back_on_every_answer(string method, string path)
    {
        var request = GatewayEvent.Of(method, path).From(A.Caller(Role.Admin));
        request.Headers["x-request-id"] = "mine-1";

        Assert.Equal("mine-1", (await HandleAsync(request)).Headers["X-Request-Id"]);
    }

    [Theory]
    [InlineData("/things", "/things/1")]
    [InlineData("/dev/things", "/dev/things/1")]
    [InlineData("/dev/things/", "/dev/things/1")]
    [InlineData("/clinic/v1/things", "/clinic/v1/things/1")]
    public async Task Location_is_an_address_behind_a_stage_or_a_base_path_too(string path, string location)
    {
        Answer = _ => Task.FromResult(Response.Created("/things/1", new SaltView("a")));
        var request = GatewayEvent.Of("GET", "/things").From(A.Caller(Role.Patient));
        request.RequestContext.Path = path;

        Assert.Equal(location, (await HandleAsync(request)).Headers["Location"]);
    }

    [Fact]
    public async Task Without_one_the_answer_has_the_gateways_request_id_as_its_trace()
    {
        var answer = await HandleAsync(GatewayEvent.Of("GET", "/elsewhere"));

        Assert.Equal(GatewayEvent.RequestId, answer.Headers["X-Request-Id"]);
        Assert.Equal(GatewayEvent.RequestId, (string?)JsonNode.Parse(answer.Body)!["traceId"]);
    }

    [Fact]
    public async Task An_accident_is_a_500_that_says_nothing_and_has_every_header()
    {
        Answer = _ => throw new InvalidOperationException("clinic-users-main");

        var answer = await HandleAsync(GatewayEvent.Of("POST", "/things"));

        Assert.Equal(500, answer.StatusCode);
        Assert.DoesNotContain("clinic-users", answer.Body, StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task A_refusal_of_the_Api_is_its_status()
    {
        Answer = _ => throw new ConflictException(ProblemCode.EmailTaken);

        Assert.Equal(409, (await HandleAsync(GatewayEvent.Of("POST", "/things"))).StatusCode);
    }

    [Theory]
    [InlineData("Accept-Language", "en")]
    [InlineData("accept-language", "en")]
    [InlineData("Language", "es")]
    public async Task A_refusal_is_in_the_language_that_the_header_asks_for(string header, string language)
    {
        var request = GatewayEvent.Of("GET", "/elsewhere");
        request.Headers[header] = "en";

        Assert.Equal(language, (await HandleAsync(request)).Headers["Content-Language"]);
    }

    [Fact]
    public async Task The_Api_reads_body_caller_and_path()
    {
        var caller = A.Caller(Role.Thanatologist);
        Request? seen = null;
        Answer = request =>
        {
            seen = request;
            return Task.FromResult(Response.NoContent);
        };

        await HandleAsync(GatewayEvent.Of("POST", "/things", """{"email":"a@b.mx"}""").From(caller));

        Assert.Equal("a@b.mx", seen!.Body<SaltRequest>().Email);
        Assert.Equal(caller.UserId, seen.Caller.UserId);
        Assert.Equal("8d7f3c1a-0000-7000-8000-000000000001", seen.Id);
    }

    [Fact]
    public async Task A_request_without_headers_query_or_authorizer_is_answered()
    {
        var answer = await HandleAsync(new APIGatewayProxyRequest { HttpMethod = "POST", Resource = "/things" });

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("aws-1", answer.Headers["X-Request-Id"]);
    }

    [Fact]
    public async Task A_body_in_base64_is_read()
    {
        var request = GatewayEvent.Of("POST", "/things", Convert.ToBase64String("""{"email":"ñ"}"""u8));
        request.IsBase64Encoded = true;
        Answer = read => Task.FromResult(Response.Ok(new SaltView(read.Body<SaltRequest>().Email!)));

        Assert.Equal("""{"salt":"ñ"}""", (await HandleAsync(request)).Body);
    }

    [Fact]
    public async Task An_id_that_is_no_UUID_is_not_found()
    {
        var request = GatewayEvent.Of("POST", "/things");
        request.PathParameters["id"] = "7";
        Answer = read => Task.FromResult(Response.Ok(new SaltView(read.Id)));

        Assert.Equal(404, (await HandleAsync(request)).StatusCode);
    }

    private Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request) =>
        host.HandleAsync(request, Mock.Of<ILambdaContext>(context => context.AwsRequestId == "aws-1"));
}

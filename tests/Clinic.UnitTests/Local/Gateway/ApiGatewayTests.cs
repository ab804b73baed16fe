using System.Text;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Gateway;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class ApiGatewayTests
{
    private static readonly RouteDefinition open = new("/open", "POST", "F", false, []);
    private static readonly RouteDefinition guarded = new("/guarded", "GET", "F", true, ["clinic/self"]);
    private static readonly RouteDefinition options = new("/own", "OPTIONS", "F", true, ["clinic/self"]);

    [Fact]
    public async Task Preflight_is_answered_with_the_templates_cors()
    {
        var response = await SendAsync("OPTIONS", "/guarded");

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("https://clinic.test", response.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("GET,POST", response.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("600", response.Headers["Access-Control-Max-Age"]);
        Assert.False(response.Headers.ContainsKey("Access-Control-Allow-Credentials"));
        Assert.False(response.Headers.ContainsKey("Content-Type"));
    }

    [Fact]
    public async Task A_resource_with_an_OPTIONS_method_of_its_own_answers_preflight_itself() =>
        Assert.Equal(401, (await SendAsync("OPTIONS", "/own")).StatusCode);

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("OPTIONS", "/nothing")]
    [InlineData("DELETE", "/open")]
    public async Task Without_a_route_the_gateway_misses_a_token(string method, string path) =>
        Assert.Equal(403, (await SendAsync(method, path)).StatusCode);

    [Fact]
    public async Task Without_a_token_a_guarded_route_is_unauthorized() => Assert.Equal(401, (await SendAsync("GET", "/guarded")).StatusCode);

    [Fact]
    public async Task An_announced_body_over_ten_megabytes_is_refused_unread()
    {
        var response = await SendAsync("POST", "/open", context => context.Request.ContentLength = 10 * 1024 * 1024 + 1);

        Assert.Equal((413, "close"), (response.StatusCode, response.Headers.Connection.ToString()));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_when_it_grows_over_ten_megabytes() =>
        Assert.Equal(413, (await SendAsync("POST", "/open", context => context.Request.Body = new MemoryStream(new byte[10 * 1024 * 1024 + 1]))).StatusCode);

    [Fact]
    public async Task A_function_that_does_not_start_is_a_bad_gateway()
    {
        var response = await SendAsync("POST", "/open");

        Assert.Equal(502, response.StatusCode);
        Assert.Equal("""{"message":"Internal server error"}""", Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()));
    }

    [Theory]
    [InlineData("/users/%2e%2e?a=%2e", "/users/%2e%2e")]
    [InlineData("/a//b/../c%2Fd", "/a//b/../c%2Fd")]
    [InlineData("http://clinic.test/users/%41?x", "/users/%41")]
    [InlineData("http://clinic.test", "/")]
    [InlineData("/a?b=http://c/d", "/a")]
    [InlineData("*", "")]
    public async Task The_path_stays_as_it_was_sent(string target, string path)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;

        await ApiGateway.TakePathAsSentAsync(context, _ => Task.CompletedTask);

        Assert.Equal(path, context.Request.Path.Value);
    }

    private static async Task<HttpResponse> SendAsync(string method, string target, Action<HttpContext>? change = null)
    {
        var logs = Path.Combine(Path.GetTempPath(), "clinic-unit-tests");
        await using var lambda = new LambdaService(
            [new FunctionDefinition("F", "f", "nowhere", "Nothing", 128, TimeSpan.FromSeconds(3), new Dictionary<string, string>())],
            new LambdaOptions { CodeRoot = logs, LogDirectory = logs, ServicesAddress = () => new Uri("http://127.0.0.1:1"), DynamoDbUrl = () => "", ApiAddress = () => new Uri("http://127.0.0.1:1") },
            TimeProvider.System);
        var api = new ApiDefinition(
            "api",
            "dev",
            [open, guarded, options],
            new Dictionary<string, GatewayResponseDefinition>(),
            new CorsDefinition("https://clinic.test", "GET,POST", "Authorization", "600", false));
        var gateway = new ApiGateway(api, new CognitoAuthorizer(() => "issuer", [], ["client"], TimeProvider.System), lambda, TimeProvider.System);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Request.Method = method;
        context.Request.Path = target;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        change?.Invoke(context);
        await gateway.HandleAsync(context);
        return context.Response;
    }
}

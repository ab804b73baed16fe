using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Info;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.UnitTests.Info;

public sealed class InfoApiTests
{
    private static readonly StackDocument Document = new();

    [Theory]
    [InlineData("/dev/openapi.json", "https", "https://api.example.org/dev")]
    [InlineData("/openapi.json", "http", "http://api.example.org")]
    [InlineData("/v1/clinic/openapi.json", "https", "https://api.example.org/v1/clinic")]
    public async Task The_document_names_the_stack_that_it_comes_from(string path, string scheme, string address)
    {
        var document = JsonNode.Parse((await SendAsync("/openapi.json", path, scheme)).Body)!;
        var committed = JsonNode.Parse(File.ReadAllText(Contract.Contract.PathOf("docs", "openapi.json")))!;

        Assert.Equal(address, (string?)document["servers"]!.AsArray().Single()!["url"]);
        document["servers"] = committed["servers"]!.DeepClone();
        Assert.True(JsonNode.DeepEquals(committed, document));
    }

    [Theory]
    [InlineData("/", "https://api.example.org")]
    [InlineData("/dev/", "https://api.example.org/dev")]
    [InlineData("/dev", "https://api.example.org/dev")]
    public async Task The_root_says_what_this_is(string path, string address)
    {
        var about = JsonNode.Parse((await SendAsync("/", path, "https")).Body)!;

        Assert.Equal(("Clinic", InfoApi.Version), ((string?)about["name"], (string?)about["version"]));
        Assert.Equal(address + "/openapi.json", (string?)about["openapi"]);
        Assert.StartsWith(address + "/openapi.json#", (string?)about["documentation"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_healthy_as_long_as_the_database_answers()
    {
        var healthy = await SendAsync("/health", "/health", "https");
        var ill = await SendAsync("/health", "/health", "https", () => throw new HttpRequestException("no route to 10.0.0.1"));

        Assert.Equal((200, """{"status":"ok"}""", "public, max-age=60"), (healthy.StatusCode, healthy.Body, healthy.Headers["Cache-Control"]));
        Assert.Equal((503, "no-store"), (ill.StatusCode, ill.Headers["Cache-Control"]));
        Assert.DoesNotContain("10.0.0.1", ill.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_stays_inside_its_quotes() =>
        Assert.Equal("x\"y", (string?)JsonNode.Parse(Document.At("x\"y"))!["servers"]![0]!["url"]);

    private static Task<APIGatewayProxyResponse> SendAsync(string resource, string path, string scheme, Func<Task>? read = null)
    {
        var request = GatewayEvent.Of("GET", resource);
        request.RequestContext.Path = path;
        request.Headers["Host"] = "api.example.org";
        request.Headers["X-Forwarded-Proto"] = scheme;
        var host = new FunctionHost<InfoApi>(InfoApi.Routes, new InfoApi(Document, read ?? (() => Task.CompletedTask)), new Headers("*"), new Problems(Language.Spanish), NullLogger.Instance);
        return host.HandleAsync(request, Mock.Of<ILambdaContext>());
    }
}

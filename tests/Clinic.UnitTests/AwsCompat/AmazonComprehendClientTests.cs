using System.Net;
using Amazon.Comprehend;
using Amazon.Comprehend.Model;
using Amazon.Runtime;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class AmazonComprehendClientTests
{
    private static readonly AwsAnswer Found = AwsAnswer.Json(200, """
        {"Entities":[{"Score":0.9999669790267944,"Type":"NAME","BeginOffset":6,"EndOffset":18,"Future":{"Type":"not this one"}},
                     {"Score":0.5,"Type":"A_TYPE_TO_COME","BeginOffset":20,"EndOffset":21}, {}]}
        """);

    [Fact]
    public async Task The_request_is_json_for_the_named_operation()
    {
        await using var server = await AwsServer.StartAsync(Found);
        using var client = Client(server);

        await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "Hola, Íñigo 😀", LanguageCode = "es" });

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/"), (request.Method, request.Path));
        Assert.Equal("""{"LanguageCode":"es","Text":"Hola, \u00CD\u00F1igo \uD83D\uDE00"}""", request.Body);
        Assert.Equal("Comprehend_20171127.DetectPiiEntities", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Entities_are_read_with_a_type_that_is_not_known_yet_and_with_nothing_at_all()
    {
        await using var server = await AwsServer.StartAsync(Found);
        using var client = Client(server);

        var response = await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "es" });

        Assert.Equal(
            [("NAME", 6, 18, 0.99996698f), ("A_TYPE_TO_COME", 20, 21, 0.5f), (null, null, null, null)],
            response.Entities.Select(entity => (entity.Type?.Value, entity.BeginOffset, entity.EndOffset, entity.Score)));
    }

    [Fact]
    public async Task Where_nothing_was_found_the_list_is_empty_and_where_it_is_absent_null()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"Entities":[]}"""), AwsAnswer.Json(200, "{}"));
        using var client = Client(server);

        Assert.Empty((await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "en" })).Entities);
        Assert.Null((await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "en" })).Entities);
    }

    [Fact]
    public async Task An_error_has_its_code_and_is_not_tried_again()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, """{"__type":"AccessDeniedException","Message":"No."}"""));
        using var client = Client(server);

        var error = await Assert.ThrowsAsync<AmazonComprehendException>(() => client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "es" }));

        Assert.Equal(("No.", "AccessDeniedException", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.StatusCode));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(500, "InternalServerException")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "ThrottlingException")]
    public async Task A_passing_failure_is_retried(int status, string code)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(status, $$"""{"__type":"{{code}}","Message":"Later."}"""), Found);
        using var client = Client(server);

        var response = await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "es" });

        Assert.Equal(3, response.Entities.Count);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Retries_end_with_the_error()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(500, """{"__type":"InternalServerException","Message":"Down."}"""));
        using var client = Client(server, new AmazonComprehendConfig { MaxErrorRetry = 1 });

        await Assert.ThrowsAsync<AmazonComprehendException>(() => client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "es" }));

        Assert.Equal(2, server.Requests.Count);
    }

    private static AmazonComprehendClient Client(AwsServer server, AmazonComprehendConfig? config = null)
    {
        config ??= new AmazonComprehendConfig();
        config.ServiceURL = server.Url;
        config.AuthenticationRegion = "us-west-2";
        return new AmazonComprehendClient(new BasicAWSCredentials("AKID", "secret"), config);
    }
}

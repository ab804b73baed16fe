using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class AmazonSecretsManagerClientTests
{
    private static readonly AwsAnswer Secret = AwsAnswer.Json(200, """
        {"ARN":"arn:aws:secretsmanager:x","CreatedDate":1763802000.5,"Name":"clinic/root","SecretString":"{\"key\":\"ñ\"}",
         "Future":{"Name":"not this one"},"VersionId":"v-1","VersionStages":["AWSCURRENT","blue"]}
        """);

    [Fact]
    public async Task The_request_is_signed_json_for_the_named_operation()
    {
        await using var server = await AwsServer.StartAsync(Secret);
        using var client = Client(server);

        await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "clinic/root", VersionStage = "blue" });

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/"), (request.Method, request.Path));
        Assert.Equal("""{"SecretId":"clinic/root","VersionStage":"blue"}""", request.Body);
        Assert.Equal("secretsmanager.GetSecretValue", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/us-west-2/secretsmanager/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_secret_is_read_with_everything_about_it()
    {
        await using var server = await AwsServer.StartAsync(Secret);
        using var client = Client(server);

        var response = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "clinic/root" });

        Assert.Equal("arn:aws:secretsmanager:x", response.ARN);
        Assert.Equal("clinic/root", response.Name);
        Assert.Equal("""{"key":"ñ"}""", response.SecretString);
        Assert.Equal("v-1", response.VersionId);
        Assert.Equal(["AWSCURRENT", "blue"], response.VersionStages);
        Assert.Equal(new DateTime(2025, 11, 22, 9, 0, 0, 500, DateTimeKind.Utc), response.CreatedDate!.Value.ToUniversalTime());
        Assert.Null(response.SecretBinary);
        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
    }

    [Fact]
    public async Task A_binary_secret_is_decoded_and_absent_members_are_null()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"SecretBinary":"aG9sYQ=="}"""));
        using var client = Client(server);

        var response = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" });

        Assert.Equal("hola", Encoding.UTF8.GetString(response.SecretBinary.ToArray()));
        Assert.Null(response.SecretString);
        Assert.Null(response.CreatedDate);
        Assert.Null(response.VersionStages);
    }

    [Theory]
    [InlineData(400, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(400, "InvalidParameterException", typeof(InvalidParameterException))]
    [InlineData(400, "InvalidRequestException", typeof(InvalidRequestException))]
    [InlineData(400, "DecryptionFailure", typeof(DecryptionFailureException))]
    [InlineData(400, "com.amazonaws.secretsmanager#ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(400, "AccessDeniedException", typeof(AmazonSecretsManagerException))]
    public async Task Each_error_is_its_exception(int status, string code, Type expected)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(status, $$"""{"__type":"{{code}}","Message":"No."}"""));
        using var client = Client(server);

        var error = await Assert.ThrowsAsync(expected, () => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" }));

        var service = Assert.IsAssignableFrom<AmazonSecretsManagerException>(error);
        Assert.Equal("No.", service.Message);
        Assert.Equal(code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..], service.ErrorCode);
        Assert.Equal((HttpStatusCode)status, service.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(500, "InternalServiceError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "ThrottlingException")]
    public async Task A_passing_failure_is_retried(int status, string code)
    {
        var failure = AwsAnswer.Json(status, $$"""{"__type":"{{code}}","Message":"Later."}""");
        await using var server = await AwsServer.StartAsync(failure, Secret);
        using var client = Client(server);

        var response = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" });

        Assert.Equal("clinic/root", response.Name);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Retries_end_with_the_error()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(500, """{"__type":"InternalServiceError","Message":"Down."}"""));
        using var client = Client(server, new AmazonSecretsManagerConfig { MaxErrorRetry = 1 });

        await Assert.ThrowsAsync<InternalServiceErrorException>(
            () => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" }));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_times_out()
    {
        await using var server = await AwsServer.StartAsync(Secret with { Delay = TimeSpan.FromSeconds(30) });
        using var client = Client(server, new AmazonSecretsManagerConfig { Timeout = TimeSpan.FromMilliseconds(200), MaxErrorRetry = 0 });

        var call = client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" });

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    private static AmazonSecretsManagerClient Client(AwsServer server, AmazonSecretsManagerConfig? config = null)
    {
        config ??= new AmazonSecretsManagerConfig();
        config.ServiceURL = server.Url;
        config.AuthenticationRegion = "us-west-2";
        return new AmazonSecretsManagerClient(new BasicAWSCredentials("AKID", "secret"), config);
    }
}

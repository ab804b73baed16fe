using System.Net;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

[Collection(ProcessEnvironment.Name)]
public sealed class AmazonSecretsManagerClientTests
{
    private static readonly AwsAnswer Secret = AwsAnswer.Json(200, """
        {"ARN":"arn:aws:secretsmanager:x","CreatedDate":1763802000.5,"Name":"clinic/root","SecretString":"{\"key\":\"ñ\"}",
         "Future":{"Name":"not this one"},"VersionId":"v-1","VersionStages":["AWSCURRENT","blue"]}
        """);

    [Fact]
    public async Task The_request_is_json_for_the_named_operation_and_the_answer_its_text()
    {
        await using var server = await AwsServer.StartAsync(Secret);
        using var client = Client(server);

        var response = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "clinic/root" });

        Assert.Equal("""{"key":"ñ"}""", response.SecretString);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/"), (request.Method, request.Path));
        Assert.Equal("""{"SecretId":"clinic/root"}""", request.Body);
        Assert.Equal("secretsmanager.GetSecretValue", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", request.Headers["Content-Type"]);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Theory]
    [InlineData("AccessDeniedException")]
    [InlineData("com.amazonaws.secretsmanager#ResourceNotFoundException")]
    public async Task An_error_has_its_code_and_status_and_is_not_tried_again(string code)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, $$"""{"__type":"{{code}}","Message":"No."}"""));
        using var client = Client(server);

        var error = await Assert.ThrowsAsync<AmazonServiceException>(() => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" }));

        Assert.Equal(("No.", code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..], HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.StatusCode));
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

        Assert.NotNull(response.SecretString);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Retries_end_with_the_error()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(500, """{"__type":"InternalServiceError","Message":"Down."}"""));
        using var client = Client(server, new AmazonSecretsManagerConfig { MaxErrorRetry = 1 });

        await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" }));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_times_out()
    {
        await using var server = await AwsServer.StartAsync(Secret with { Delay = TimeSpan.FromSeconds(30) });
        using var client = Client(server, new AmazonSecretsManagerConfig { Timeout = TimeSpan.FromMilliseconds(200), MaxErrorRetry = 0 });

        var call = client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" });

        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<TaskCanceledException>(() => call)).InnerException);
    }

    [Fact]
    public async Task The_endpoint_comes_from_the_environment()
    {
        await using var server = await AwsServer.StartAsync(Secret);
        using var variables = new EnvironmentVariables().Set("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.Url);
        using var client = new AmazonSecretsManagerClient();

        Assert.NotNull((await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "s" })).SecretString);
    }

    [Fact]
    public void Without_an_endpoint_the_client_refuses_to_work_and_says_why()
    {
        using var variables = new EnvironmentVariables().Set("AWS_ENDPOINT_URL_SECRETS_MANAGER", null).Set("AWS_ENDPOINT_URL", null);

        var refused = Assert.Throws<InvalidOperationException>(() => new AmazonSecretsManagerClient());

        Assert.Equal("AwsCompat calls no real AWS. Name an emulator of Secrets Manager in AWS_ENDPOINT_URL_SECRETS_MANAGER, or build with AwsPackages=nuget.", refused.Message);
    }

    private static AmazonSecretsManagerClient Client(AwsServer server, AmazonSecretsManagerConfig? config = null)
    {
        config ??= new AmazonSecretsManagerConfig();
        config.ServiceURL = server.Url;
        return new AmazonSecretsManagerClient(new BasicAWSCredentials("AKID", "secret"), config);
    }
}

using Amazon;
using Amazon.Comprehend;
using Amazon.Comprehend.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>Where requests go when nothing but the environment says so.</summary>
[Collection(ProcessEnvironment.Name)]
public sealed class ServiceEndpointTests : IDisposable
{
    private readonly EnvironmentVariables variables = new EnvironmentVariables()
        .Set("AWS_REGION", "eu-central-1")
        .Set("AWS_ACCESS_KEY_ID", "FROMENV")
        .Set("AWS_SECRET_ACCESS_KEY", "secret")
        .Set("AWS_SESSION_TOKEN", "token")
        .Set("AWS_ENDPOINT_URL", null)
        .Set("AWS_ENDPOINT_URL_SECRETS_MANAGER", null)
        .Set("AWS_ENDPOINT_URL_COMPREHEND", null)
        .Set("AWS_ENDPOINT_URL_SES", null)
        .Set("AWS_ENDPOINT_URL_SFN", null);

    public void Dispose() => variables.Dispose();

    [Fact]
    public async Task Secrets_Manager_takes_its_endpoint_credentials_and_region_from_the_environment()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"SecretString":"s"}"""));
        variables.Set("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.Url).Set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        using var client = new AmazonSecretsManagerClient();

        var response = await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "x" });

        Assert.Equal("s", response.SecretString);
        var request = Assert.Single(server.Requests);
        Assert.Contains("Credential=FROMENV/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/secretsmanager/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("token", request.Headers["X-Amz-Security-Token"]);
    }

    [Fact]
    public async Task SES_takes_its_endpoint_from_the_environment()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Xml(
            200, "<SendEmailResponse><SendEmailResult><MessageId>m</MessageId></SendEmailResult></SendEmailResponse>"));
        variables.Set("AWS_ENDPOINT_URL_SES", server.Url);
        using var client = new AmazonSimpleEmailServiceClient();

        var response = await client.SendEmailAsync(new SendEmailRequest { Source = "a@clinic.test" });

        Assert.Equal("m", response.MessageId);
        Assert.Contains("/eu-central-1/ses/", Assert.Single(server.Requests).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_Functions_takes_its_endpoint_from_the_environment()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"executionArn":"e"}"""));
        variables.Set("AWS_ENDPOINT_URL_SFN", server.Url);
        using var client = new AmazonStepFunctionsClient();

        var response = await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "m" });

        Assert.Equal("e", response.ExecutionArn);
        Assert.Contains("/eu-central-1/states/", Assert.Single(server.Requests).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comprehend_takes_its_endpoint_from_the_environment()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"Entities":[]}"""));
        variables.Set("AWS_ENDPOINT_URL_COMPREHEND", server.Url);
        using var client = new AmazonComprehendClient();

        await client.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { Text = "x", LanguageCode = "es" });

        Assert.Contains("/eu-central-1/comprehend/", Assert.Single(server.Requests).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_endpoint_of_all_services_serves_where_a_service_has_none_of_its_own()
    {
        variables.Set("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");

        Assert.Equal("http://127.0.0.1:4566/", SecretsManager(new AmazonSecretsManagerConfig()).URL);
        Assert.Equal("http://127.0.0.1:4566/", Ses(new AmazonSimpleEmailServiceConfig()).URL);
    }

    [Fact]
    public void Configured_endpoints_can_be_ignored()
    {
        variables.Set("AWS_ENDPOINT_URL_SES", "http://127.0.0.1:4566");

        // The SDK reads AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, the variable behind this setting, once per process.
        var config = new AmazonSimpleEmailServiceConfig { IgnoreConfiguredEndpointUrls = true };

        Assert.Equal("https://email.eu-central-1.amazonaws.com/", Ses(config).URL);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://secretsmanager.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://secretsmanager-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://secretsmanager.us-east-1.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://secretsmanager.cn-north-1.amazonaws.com.cn/")]
    public void Without_one_the_region_decides(string region, bool fips, bool dualStack, string expected)
    {
        var config = new AmazonSecretsManagerConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        };

        Assert.Equal(expected, SecretsManager(config).URL);
    }

    [Fact]
    public void A_custom_endpoint_excludes_its_variants()
    {
        var config = new AmazonSecretsManagerConfig { ServiceURL = "http://127.0.0.1:4566", UseFIPSEndpoint = true };

        Assert.Throws<AmazonClientException>(() => SecretsManager(config));
    }

    private static Endpoint SecretsManager(AmazonSecretsManagerConfig config) =>
        config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new GetSecretValueRequest()));

    private static Endpoint Ses(AmazonSimpleEmailServiceConfig config) =>
        config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new SendEmailRequest()));
}

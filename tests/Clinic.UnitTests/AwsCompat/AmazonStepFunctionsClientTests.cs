using System.Net;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class AmazonStepFunctionsClientTests
{
    private static readonly AwsAnswer Started = AwsAnswer.Json(200, """
        {"executionArn":"arn:aws:states:us-west-2:1:execution:m:e-1","startDate":1763802000.5,"Future":{"executionArn":"not this one"}}
        """);

    [Fact]
    public async Task The_request_is_signed_json_for_the_named_operation()
    {
        await using var server = await AwsServer.StartAsync(Started);
        using var client = Client(server);

        await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m", Name = "e-1", Input = """{"a":"ñ"}""" });

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/"), (request.Method, request.Path));
        Assert.Equal("""{"input":"{\u0022a\u0022:\u0022\u00F1\u0022}","name":"e-1","stateMachineArn":"arn:m"}""", request.Body);
        Assert.Equal("AWSStepFunctions.StartExecution", request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", request.Headers["Content-Type"]);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/us-west-2/states/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_set_is_not_sent()
    {
        await using var server = await AwsServer.StartAsync(Started);
        using var client = Client(server);

        await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m" });

        Assert.Equal("""{"stateMachineArn":"arn:m"}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task The_answer_tells_the_execution_and_its_start()
    {
        await using var server = await AwsServer.StartAsync(Started);
        using var client = Client(server);

        var response = await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m" });

        Assert.Equal("arn:aws:states:us-west-2:1:execution:m:e-1", response.ExecutionArn);
        Assert.Equal(new DateTime(2025, 11, 22, 9, 0, 0, 500, DateTimeKind.Utc), response.StartDate!.Value.ToUniversalTime());
        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
    }

    [Theory]
    [InlineData("ExecutionAlreadyExists", typeof(ExecutionAlreadyExistsException))]
    [InlineData("com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists", typeof(ExecutionAlreadyExistsException))]
    [InlineData("ExecutionLimitExceeded", typeof(ExecutionLimitExceededException))]
    [InlineData("InvalidArn", typeof(InvalidArnException))]
    [InlineData("InvalidExecutionInput", typeof(InvalidExecutionInputException))]
    [InlineData("InvalidName", typeof(InvalidNameException))]
    [InlineData("KmsAccessDeniedException", typeof(KmsAccessDeniedException))]
    [InlineData("KmsInvalidStateException", typeof(KmsInvalidStateException))]
    [InlineData("KmsThrottlingException", typeof(KmsThrottlingException))]
    [InlineData("StateMachineDeleting", typeof(StateMachineDeletingException))]
    [InlineData("StateMachineDoesNotExist", typeof(StateMachineDoesNotExistException))]
    [InlineData("ValidationException", typeof(ValidationException))]
    [InlineData("AccessDeniedException", typeof(AmazonStepFunctionsException))]
    public async Task Each_error_is_its_exception(string code, Type expected)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, $$"""{"__type":"{{code}}","message":"No."}"""));
        using var client = Client(server);

        var error = await Assert.ThrowsAsync(expected, () => client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m" }));

        var service = Assert.IsAssignableFrom<AmazonStepFunctionsException>(error);
        Assert.Equal("No.", service.Message);
        Assert.Equal(code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..], service.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, service.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(500, "InternalFailure")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "ThrottlingException")]
    public async Task A_passing_failure_is_retried(int status, string code)
    {
        var failure = AwsAnswer.Json(status, $$"""{"__type":"{{code}}","message":"Later."}""");
        await using var server = await AwsServer.StartAsync(failure, Started);
        using var client = Client(server);

        var response = await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m", Name = "e-1" });

        Assert.EndsWith(":e-1", response.ExecutionArn, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
    }

    [Fact]
    public async Task Retries_end_with_the_error()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(500, """{"__type":"InternalFailure","message":"Down."}"""));
        using var client = Client(server, new AmazonStepFunctionsConfig { MaxErrorRetry = 1 });

        var error = await Assert.ThrowsAsync<AmazonStepFunctionsException>(
            () => client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = "arn:m" }));

        Assert.Equal("InternalFailure", error.ErrorCode);
        Assert.Equal(2, server.Requests.Count);
    }

    private static AmazonStepFunctionsClient Client(AwsServer server, AmazonStepFunctionsConfig? config = null)
    {
        config ??= new AmazonStepFunctionsConfig();
        config.ServiceURL = server.Url;
        config.AuthenticationRegion = "us-west-2";
        return new AmazonStepFunctionsClient(new BasicAWSCredentials("AKID", "secret"), config);
    }
}

using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Http;

/// <summary>What leaves a function is seen by its caller and by Lambda's log.</summary>
public sealed class LambdaFunctionTests : IDisposable
{
    private readonly MemoryStream output = new();

    public void Dispose() => output.Dispose();

    [Fact]
    public async Task An_exception_is_logged_and_leaves_without_its_message()
    {
        var left = await Assert.ThrowsAsync<FunctionFailedException>(() => RunAsync(new AmazonDynamoDBException("Rosa Gómez", ErrorType.Sender, "ValidationException", "1", System.Net.HttpStatusCode.BadRequest)));

        Assert.Equal("Amazon.DynamoDBv2.AmazonDynamoDBException: the function's log tells more.", left.Message);
        Assert.Null(left.InnerException);
        var logged = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("\"The function failed, request request-1\"", logged, StringComparison.Ordinal);
        Assert.Contains("\"errorCode\":\"ValidationException\",\"errorStatus\":400", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("Rosa", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_caller_is_to_be_told_leaves_as_it_is()
    {
        var told = new FunctionFailedException("mode must be verify or rebuild.");

        Assert.Same(told, await Assert.ThrowsAsync<FunctionFailedException>(() => RunAsync(told)));
        Assert.Equal(0, output.Length);
    }

    private Task<int> RunAsync(Exception error) => LambdaFunction.GuardAsync<int>(() => Task.FromException<int>(error), new JsonLogger(A.Clock(), output), "request-1");
}

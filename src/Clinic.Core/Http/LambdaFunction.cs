using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Core.Http;

/// <summary>
/// Runs a function on Lambda's runtime API until the environment ends. The runtime writes an exception that leaves a function into
/// its log, and hands it to the caller and to the queue of what failed, with its message: so none leaves here with a message that
/// may hold data.
/// </summary>
public static partial class LambdaFunction
{
    /// <param name="warmUp">What the init phase does once, such as a first call to DynamoDB.</param>
    public static Task RunAsync<TApi>(FunctionHost<TApi> host, Func<Task> warmUp) =>
        RunAsync<APIGatewayProxyRequest, APIGatewayProxyResponse>(host.HandleAsync, new SourceGeneratorLambdaJsonSerializer<GatewayJson>(), host.Logger, warmUp);

    public static Task RunAsync<TEvent, TResponse>(
        Func<TEvent, ILambdaContext, Task<TResponse>> handler, ILambdaSerializer serializer, ILogger logger, Func<Task>? warmUp = null) => RunAsync(
        async (input, context) =>
        {
            var output = new MemoryStream();
            serializer.Serialize(await handler(serializer.Deserialize<TEvent>(input), context), output);
            output.Position = 0;
            return output;
        },
        logger,
        warmUp);

    public static async Task RunAsync(Func<Stream, ILambdaContext, Task<Stream>> handler, ILogger logger, Func<Task>? warmUp = null)
    {
        using var bootstrap = LambdaBootstrapBuilder
            .Create((Func<Stream, ILambdaContext, Task<Stream>>)((input, context) => GuardAsync(() => handler(input, context), logger, context.AwsRequestId)))
            .UseBootstrapHandler(() => GuardAsync(() => StartAsync(warmUp), logger, "init"))
            .Build();
        await bootstrap.RunAsync();
    }

    internal static async Task<T> GuardAsync<T>(Func<Task<T>> run, ILogger logger, string requestId)
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (error is not FunctionFailedException)
        {
            LogFailure(logger, error, requestId);
            throw new FunctionFailedException($"{error.GetType().FullName}: the function's log tells more.");
        }
    }

    private static async Task<bool> StartAsync(Func<Task>? warmUp)
    {
        if (warmUp is not null)
            await warmUp();
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "The function failed, request {requestId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string requestId);
}

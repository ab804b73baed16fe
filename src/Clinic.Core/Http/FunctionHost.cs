using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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
/// Runs the requests of one function: finds the route, checks what holds for every route, answers repeated requests from
/// the idempotency store, calls the Api and turns whatever happens into an answer with all its headers.
/// </summary>
public sealed partial class FunctionHost<TApi>(
    IReadOnlyList<Route<TApi>> routes, TApi api, Headers headers, ILogger logger, PageTokens? pageTokens = null, DynamoIdempotencyStore? idempotency = null)
{
    private readonly Dictionary<string, Route<TApi>> routesByKey = routes.ToDictionary(route => $"{route.Method} {route.Path}");

    internal ILogger Logger => logger;

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest gateway, ILambdaContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var traceId = gateway.RequestContext?.RequestId ?? context.AwsRequestId;
        var clientId = gateway.Headers?.FirstOrDefault(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)).Value;
        Response response;
        try
        {
            var request = new Request(gateway, FindRoute(gateway), pageTokens);
            RequestChecks.Check(gateway, request);
            response = await AnswerAsync(request);
        }
        catch (Exception error)
        {
            response = Problems.Of(error, traceId);
            if (response.Status >= 500)
                LogFailure(logger, error, traceId, gateway.HttpMethod, gateway.Resource);
        }
        LogRequest(logger, traceId, gateway.HttpMethod, gateway.Resource, response.Status, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return new APIGatewayProxyResponse
        {
            StatusCode = response.Status,
            Headers = headers.Complete(response, Headers.RequestId(clientId, traceId), BasePath(gateway)),
            Body = response.Body,
        };
    }

    /// <summary>What the address has before the route: a slash and the stage, or the base path of a domain; else nothing.</summary>
    private static string BasePath(APIGatewayProxyRequest gateway)
    {
        var full = gateway.RequestContext?.Path?.TrimEnd('/').Split('/') ?? [];
        return string.Join('/', full[..Math.Max(0, full.Length - gateway.Resource.AsSpan().Count('/'))]);
    }

    private Route<TApi> FindRoute(APIGatewayProxyRequest gateway)
    {
        if (routesByKey.TryGetValue($"{gateway.HttpMethod} {gateway.Resource}", out var route))
            return route;
        var allowed = routes.Where(other => other.Path == gateway.Resource).Select(other => other.Method).ToList();
        if (allowed.Count == 0)
            throw new NotFoundException();
        throw new ProtocolException(405, "This resource does not know this method.", "Allow", string.Join(", ", allowed));
    }

    private async Task<Response> AnswerAsync(Request request)
    {
        var handle = ((Route<TApi>)request.Route).Handle;
        if (idempotency is null || !request.Route.Creates || IdempotencyClaim.Of(request) is not { } claim)
            return await handle(api, request);
        if (await idempotency.FindAsync(claim) is { } first)
            return first.ReplayTo(claim);
        request.Claim = claim;
        try
        {
            return await handle(api, request);
        }
        catch (ClinicException)
        {
            // A duplicate may have had the effect in the meantime, and have made this one impossible: then its answer counts.
            if (await idempotency.FindAsync(claim) is { } other)
                return other.ReplayTo(claim);
            throw;
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "{method} {resource} {status} in {milliseconds} ms, trace {traceId}")]
    private static partial void LogRequest(ILogger logger, string traceId, string method, string resource, int status, double milliseconds);

    [LoggerMessage(1002, LogLevel.Error, "{method} {resource} failed, trace {traceId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string traceId, string method, string resource);
}

/// <summary>
/// Runs a function on Lambda's runtime API until the environment ends. The runtime writes an exception that leaves a function into
/// its log, and hands it to the caller and to the queue of what failed, with its message: so none leaves here with a message that
/// may hold data.
/// </summary>
public static partial class LambdaFunction
{
    /// <param name="warmUp">What the init phase does once, such as a first call to DynamoDB.</param>
    public static Task RunAsync<TApi>(FunctionHost<TApi> host, Func<Task> warmUp)
    {
        var gateway = new SourceGeneratorLambdaJsonSerializer<GatewayJson>();
        return RunAsync(
            async (input, context) =>
            {
                var output = new MemoryStream();
                gateway.Serialize(await host.HandleAsync(gateway.Deserialize<APIGatewayProxyRequest>(input), context), output);
                output.Position = 0;
                return output;
            },
            host.Logger,
            warmUp);
    }

    /// <summary>For a worker, with the JSON of its own types.</summary>
    public static Task RunAsync<TEvent, TOutcome>(
        JsonTypeInfo<TEvent> eventType, JsonTypeInfo<TOutcome> outcomeType, Func<TEvent?, ILambdaContext, Task<TOutcome>> handler, ILogger logger, Func<Task>? warmUp = null) => RunAsync(
        async (input, context) =>
        {
            var outcome = await handler(await JsonSerializer.DeserializeAsync(input, eventType), context);
            var output = new MemoryStream();
            await JsonSerializer.SerializeAsync(output, outcome, outcomeType);
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

    [LoggerMessage(1003, LogLevel.Error, "The function failed, request {requestId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string requestId);
}

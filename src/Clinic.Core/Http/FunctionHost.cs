using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Core.Http;

/// <summary>
/// Runs the requests of one function: finds the route, checks what holds for every route, answers repeated requests with
/// the stored response, calls the Api and turns whatever happens into a response with all its headers.
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
            response = await RespondAsync(request);
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

    /// <summary>The part of the address before the route: a slash and the stage, or the base path of a domain, or nothing.</summary>
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

    private async Task<Response> RespondAsync(Request request)
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
            // A duplicate may have taken effect in the meantime and made this request impossible: then its response counts.
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

/// <summary>The checks that hold for every route, before any Api class sees the request.</summary>
internal static class RequestChecks
{
    public const int LargestBody = 256 * 1024;

    public static void Check(APIGatewayProxyRequest gateway, Request request)
    {
        CheckScopes(request);
        CheckAccept(request);
        CheckPath(gateway);
        CheckQuery(gateway, request.Route);
        CheckBody(gateway, request);
    }

    /// <summary>The gateway has checked them too, but a route that the template forgets to protect must stay closed.</summary>
    private static void CheckScopes(Request request)
    {
        if (!request.Route.IsPublic && !request.Route.Scopes.Any(request.Caller.Has))
            throw new ForbiddenException("The scopes of the token do not allow this.");
    }

    private static void CheckAccept(Request request)
    {
        if (request.ResponseType is null)
            throw new ProtocolException(406, $"This resource is available as {string.Join(", ", request.Route.Produces)}.");
    }

    private static void CheckPath(APIGatewayProxyRequest gateway)
    {
        foreach (var (name, value) in gateway.PathParameters ?? new Dictionary<string, string>())
        {
            if (TextForm.FaultOf(value) is { } fault)
                throw new InvalidInputException(name, fault);
        }
    }

    private static void CheckQuery(APIGatewayProxyRequest gateway, Route route)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (name, value) in gateway.QueryStringParameters ?? new Dictionary<string, string>())
        {
            if (route.Query.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
                errors[name] = ["is not a query parameter of this resource"];
            else if (gateway.MultiValueQueryStringParameters is { } all && all.TryGetValue(name, out var values) && values.Count > 1)
                errors[name] = ["is given more than once"];
            else if (TextForm.FaultOf(value) is { } fault)
                errors[name] = [fault];
            else if (!parameter.Accepts(TextForm.Of(value)))
                errors[name] = ["must be " + parameter.Rule];
        }
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        if (route.Query.FirstOrDefault(parameter => parameter.IsRequired && gateway.QueryStringParameters?.ContainsKey(parameter.Name) is not true) is { } missing)
            throw new InvalidInputException(missing.Name, "is required: " + missing.Rule);
    }

    private static void CheckBody(APIGatewayProxyRequest gateway, Request request)
    {
        if (gateway.Body is not { Length: > 0 } body)
            return;
        var size = gateway.IsBase64Encoded ? body.Length / 4 * 3 : Encoding.UTF8.GetByteCount(body);
        if (size > LargestBody)
            throw new ProtocolException(413, "A request body holds at most 256 KB.");
        if (request.Header("Content-Encoding")?.Trim() is { } coding && !(coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw new ProtocolException(415, "Send the body as it is, without a Content-Encoding.", "Accept-Encoding", "identity");
        if (request.Route.Body is not null && !request.Route.Consumes.Any(type => MediaTypes.Is(request.Header("Content-Type"), type)))
            throw NotConsumed(request.Route);
    }

    /// <summary>The header that says what would be accepted: from RFC 5789, from the W3C's Linked Data Platform, or from RFC 9110, section 15.5.16.</summary>
    private static ProtocolException NotConsumed(Route route)
    {
        var header = route.Method switch { "PATCH" => "Accept-Patch", "POST" => "Accept-Post", _ => "Accept" };
        return new ProtocolException(415, $"Send the body as {string.Join(" or ", route.Consumes)}, in UTF-8.", header, string.Join(", ", route.Consumes));
    }
}

/// <summary>The one place where a refusal becomes a response.</summary>
public static class Problems
{
    /// <summary>An error that is not one of our refusals is a 500 that shows only the trace id, or a 503 when a service is overloaded.</summary>
    public static Response Of(Exception error, string traceId) => error switch
    {
        ClinicException { Header: var (name, value) } refusal => Problem(refusal, traceId).With(name, value),
        ClinicException refusal => Problem(refusal, traceId),
        ContentionException or TransactionConflictException or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } or AmazonServiceException { Retryable.Throttling: true } =>
            Of(new BusyException(error), traceId),
        _ => Problem(500, null, traceId),
    };

    private static Response Problem(ClinicException refusal, string traceId) =>
        Problem(refusal.Status, refusal.Message, traceId, (refusal as InvalidInputException)?.Errors);

    private static Response Problem(int status, string? detail, string traceId, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails("about:blank", Title(status), status, detail, traceId, errors);
        return Response.Json(status, problem) with { ContentType = ProblemDetails.MediaType };
    }

    /// <summary>The reason phrases of RFC 9110, section 15, as RFC 9457 asks for problems of type about:blank.</summary>
    public static string Title(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}

/// <summary>An error answer (RFC 9457), sent as <c>application/problem+json</c>.</summary>
/// <param name="Errors">For invalid input: field path to what is wrong with the field.</param>
public sealed record ProblemDetails(
    string Type, string Title, int Status, string? Detail, string TraceId, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public const string MediaType = "application/problem+json";
}

/// <summary>The headers of every response, in one place.</summary>
public sealed partial class Headers(string corsAllowedOrigin)
{
    private const string Exposed = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed, Allow";

    /// <summary>The response's own headers together with the security headers, CORS and the request id.</summary>
    /// <param name="basePath">The part of the address before the route, so that Location is right under a stage too.</param>
    public Dictionary<string, string> Complete(Response response, string requestId, string basePath)
    {
        var headers = new Dictionary<string, string>(response.Headers)
        {
            ["X-Request-Id"] = requestId,
            ["Cache-Control"] = "no-store",
            ["X-Content-Type-Options"] = "nosniff",
            ["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains",
            ["Access-Control-Allow-Origin"] = corsAllowedOrigin,
            ["Access-Control-Expose-Headers"] = Exposed,
        };
        if (headers.TryGetValue("Location", out var location))
            headers["Location"] = basePath + location;
        if (response.ContentType is { } type)
            headers["Content-Type"] = type;
        if (corsAllowedOrigin != "*")
            headers["Vary"] = "Origin";
        return headers;
    }

    /// <summary>The client's own request id when it is sane, otherwise the gateway's.</summary>
    public static string RequestId(string? fromClient, string fromGateway) =>
        fromClient is not null && SaneId().IsMatch(fromClient) ? fromClient : fromGateway;

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,64}\z")]
    internal static partial Regex SaneId();
}

/// <summary>
/// Runs a function on Lambda's runtime API until the environment ends. The runtime writes an uncaught exception with its message into
/// the log, and passes it to the caller and to the queue of failures. So no exception leaves here with a message that
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

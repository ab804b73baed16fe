using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Text;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Core.Http;

/// <summary>
/// Runs the requests of one function: finds the route, checks what holds for every route, answers repeated requests with
/// the stored response, calls the Api and turns whatever happens into a response with all its headers.
/// </summary>
/// <param name="page">Makes the page that is in the place of a problem where people read it.</param>
public sealed partial class FunctionHost<TApi>(
    IReadOnlyList<Route<TApi>> routes,
    TApi api,
    Headers headers,
    Problems problems,
    ILogger logger,
    PageTokens? pageTokens = null,
    DynamoIdempotencyStore? idempotency = null,
    Func<Response, Exception, Response>? page = null)
{
    private readonly Dictionary<string, Route<TApi>> routesByKey =
        routes.SelectMany(route => route.Methods.Select(method => (Key: $"{method} {route.Path}", Route: route))).ToDictionary(known => known.Key, known => known.Route);

    internal ILogger Logger => logger;

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest gateway, ILambdaContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var traceId = gateway.RequestContext?.RequestId ?? context.AwsRequestId;
        var clientHeaders = new RequestHeaders(gateway);
        TraceContext.Begin(clientHeaders.Of("traceparent"));
        Request? request = null;
        Response response;
        try
        {
            request = new Request(gateway, FindRoute(gateway), pageTokens);
            RequestChecks.Check(gateway, request);
            response = Representation.For(request, await RespondAsync(request));
        }
        catch (Exception error)
        {
            response = problems.Of(error, traceId, clientHeaders.ListOf("Accept-Language"));
            request?.Attempts.Tell(error);
            if (response.Status >= 500)
                LogFailure(logger, error, traceId, gateway.HttpMethod, gateway.Resource);
            if (request?.Route.IsPage is true)
                response = page!(response, error);
        }
        if (request is not null)
            response = RouteHeaders.Add(request, response);
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (TraceContext.Parent is { } parent)
            LogTracedRequest(logger, traceId, gateway.HttpMethod, gateway.Resource, response.Status, milliseconds, parent);
        else
            LogRequest(logger, traceId, gateway.HttpMethod, gateway.Resource, response.Status, milliseconds);
        var requestId = Headers.RequestId(clientHeaders.Of("X-Request-Id"), traceId);
        return new APIGatewayProxyResponse
        {
            StatusCode = response.Status,
            Headers = headers.Complete(response.With("Server-Timing", Headers.Timing(milliseconds)), requestId, Request.BasePath(gateway)),
            Body = gateway.HttpMethod == "HEAD" ? null : response.Body,
        };
    }

    private Route<TApi> FindRoute(APIGatewayProxyRequest gateway)
    {
        if (routesByKey.TryGetValue($"{gateway.HttpMethod} {gateway.Resource}", out var route))
            return route;
        var allowed = routes.Where(other => other.Path == gateway.Resource).SelectMany(other => other.Methods).ToList();
        if (allowed.Count == 0)
            throw new NotFoundException();
        throw new ProtocolException(ProblemCode.MethodNotAllowed, header: ("Allow", string.Join(", ", allowed)));
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

    [LoggerMessage(1004, LogLevel.Information, "{method} {resource} {status} in {milliseconds} ms, trace {traceId} of {traceparent}")]
    private static partial void LogTracedRequest(ILogger logger, string traceId, string method, string resource, int status, double milliseconds, string traceparent);

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
        CheckForm(request);
    }

    /// <summary>The gateway has checked them too, but a route that the template forgets to protect must stay closed.</summary>
    private static void CheckScopes(Request request)
    {
        if (!request.Route.IsPublic && !request.Route.Scopes.Any(request.Caller.Has))
            throw ForbiddenException.Scope(request.Route.Scopes[0]);
    }

    private static void CheckAccept(Request request)
    {
        if (request.ResponseType is not null)
            return;
        var types = string.Join(", ", request.Route.Produces);
        throw new ProtocolException(ProblemCode.NotAcceptable, new($"Este recurso está disponible como {types}.", $"This resource is available as {types}."));
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
        var errors = new Dictionary<string, FieldFault[]>();
        foreach (var (name, value) in gateway.QueryStringParameters ?? new Dictionary<string, string>())
        {
            if (route.Query.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
                errors[name] = [new(FieldCode.UnknownMember, new("no es un parámetro de este recurso", "is not a query parameter of this resource"))];
            else if (gateway.MultiValueQueryStringParameters is { } all && all.TryGetValue(name, out var values) && values.Count > 1)
                errors[name] = [new(FieldCode.Duplicate, Phrases.Repeated)];
            else if ((TextForm.FaultOf(value) ?? parameter.FaultOf(TextForm.Of(value))) is { } fault)
                errors[name] = [fault];
        }
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        if (route.Query.FirstOrDefault(parameter => parameter.IsRequired && gateway.QueryStringParameters?.ContainsKey(parameter.Name) is not true) is { } missing)
            throw new InvalidInputException(missing.Name, FieldCode.Required, Phrases.Required(missing.Rule));
    }

    private static void CheckBody(APIGatewayProxyRequest gateway, Request request)
    {
        if (gateway.Body is not { Length: > 0 } body)
            return;
        var size = gateway.IsBase64Encoded ? body.Length / 4 * 3 : Encoding.UTF8.GetByteCount(body);
        if (size > LargestBody)
            throw new ProtocolException(ProblemCode.BodyTooLarge);
        if (request.Header("Content-Encoding")?.Trim() is { } coding && !(coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw new ProtocolException(ProblemCode.UnsupportedContentEncoding, header: ("Accept-Encoding", "identity"));
        if (request.Route.TakesBody && !request.Route.Consumes.Any(type => MediaTypes.Is(request.Header("Content-Type"), type)))
            throw NotConsumed(request.Route);
    }

    private static void CheckForm(Request request)
    {
        if (request.Route.Form.Count == 0)
            return;
        var fields = request.Fields;
        if (fields.FirstOrDefault(field => request.Route.Form.All(known => known.Name != field.Key)) is { } unknown)
            throw new InvalidInputException(unknown.Key, FieldCode.UnknownMember, new("no es un campo de este formulario", "is not a field of this form"));
        foreach (var known in request.Route.Form)
        {
            if (fields[known.Name].ToList() is not [var value])
                throw new InvalidInputException(known.Name, FieldCode.Required, Phrases.Required(known.Rule));
            if (known.FaultOf(value) is { } fault)
                throw new InvalidInputException(known.Name, fault);
        }
    }

    /// <summary>The header that says what would be accepted: from RFC 5789, from the W3C's Linked Data Platform, or from RFC 9110, section 15.5.16.</summary>
    private static ProtocolException NotConsumed(Route route)
    {
        var header = route.Method switch { "PATCH" => "Accept-Patch", "POST" => "Accept-Post", _ => "Accept" };
        var detail = new Phrase($"Envíe el cuerpo como {string.Join(" o ", route.Consumes)}, en UTF-8.", $"Send the body as {string.Join(" or ", route.Consumes)}, in UTF-8.");
        return new ProtocolException(ProblemCode.UnsupportedMediaType, detail, (header, string.Join(", ", route.Consumes)));
    }
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

using System.Net;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Http.Features;

namespace Clinic.Local.Gateway;

/// <summary>
/// API Gateway for the template's REST API: route, authorizer, event, function, response, and its own responses where a request does
/// not get that far.
/// </summary>
internal sealed class ApiGateway(ApiDefinition api, CognitoAuthorizer? authorizer, LambdaService lambda, TimeProvider time)
{
    private const long LargestRequest = 10 * 1024 * 1024;
    private static readonly TimeSpan IntegrationTimeout = TimeSpan.FromSeconds(29);
    private readonly RouteTable routes = new(api.Routes);
    private readonly GatewayResponses responses = new(api.GatewayResponses);

    /// <summary>
    /// Continues with the path as it was sent. API Gateway decodes nothing before it looks for the resource: what decoding and dot
    /// segments would make of a path is another address.
    /// </summary>
    public static Task TakePathAsSentAsync(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // The absolute form has its path after the authority; OPTIONS * has none.
        if (target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && !target.StartsWith('/'))
            target = target.IndexOf('/', scheme + 3) is > 0 and var start ? target[start..] : "/";
        if (target.StartsWith('/'))
            context.Request.Path = new PathString(target.Split('?', 2)[0]); // A text by itself would be decoded.
        return next(context);
    }

    public async Task HandleAsync(HttpContext context)
    {
        var receivedAt = time.GetUtcNow();
        var requestId = Guid.CreateVersion7(receivedAt).ToString();
        var path = context.Request.Path.Value!;
        if (routes.Find(path) is not { } resource)
            await responses.WriteAsync(context, GatewayResponseType.MissingToken, requestId);
        else if (api.Cors is { } cors && HttpMethods.IsOptions(context.Request.Method) && !resource.Methods.ContainsKey("OPTIONS"))
            await CorsPreflight.WriteAsync(context, cors, requestId);
        else if (resource.Route(context.Request.Method) is not { } route)
            await responses.WriteAsync(context, GatewayResponseType.MissingToken, requestId);
        else
            await HandleAsync(context, route, Request(context, resource, path, requestId, receivedAt));
    }

    private async Task HandleAsync(HttpContext context, RouteDefinition route, ProxyRequest request)
    {
        var decision = route.NeedsToken
            ? await authorizer!.DecideAsync(route, context.Request.Headers.Authorization)
            : new AuthorizerDecision(null, null);
        if (decision.Refusal is { } refusal)
        {
            await responses.WriteAsync(context, refusal, request.RequestId);
            return;
        }
        if (await RequestBody.ReadAsync(context.Request, LargestRequest, context.RequestAborted) is not { } body)
        {
            context.Response.Headers.Connection = "close";
            await responses.WriteAsync(context, GatewayResponseType.TooLarge, request.RequestId);
            return;
        }
        var payload = ProxyEvent.Write(request with { Body = body, Claims = decision.Claims });
        await InvokeAsync(context, route.Function, payload, request.RequestId);
    }

    private async Task InvokeAsync(HttpContext context, string function, ReadOnlyMemory<byte> payload, string requestId)
    {
        Invocation answer;
        try
        {
            // Like the real gateway, it does not stop a function whose caller has hung up.
            answer = await lambda.InvokeAsync(function, payload).WaitAsync(IntegrationTimeout, time, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            await responses.WriteAsync(context, GatewayResponseType.IntegrationTimeout, requestId);
            return;
        }
        catch (TooManyInvocationsException)
        {
            await responses.WriteAsync(context, GatewayResponseType.Throttled, requestId);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        if (answer.FunctionError is null && ProxyResponse.Parse(answer.Payload) is { } response)
            await WriteAsync(context, response, requestId);
        else
            await responses.WriteAsync(context, GatewayResponseType.MalformedAnswer, requestId);
    }

    private async Task WriteAsync(HttpContext context, ProxyResponse answer, string requestId)
    {
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        response.Headers["x-amzn-RequestId"] = requestId;
        foreach (var (name, value) in answer.Headers)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(name, value);
        }
        if (answer.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
            return;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (answer.Body.IsEmpty)
            response.Headers.ContentType = default;
        else
            response.ContentType ??= "application/json";
        var body = answer.Body;
        if (body.Length >= api.MinimumCompressionSize && Compression.Choose(context.Request.Headers.AcceptEncoding) is { } coding)
        {
            response.Headers.ContentEncoding = coding;
            body = Compression.Compress(body, coding);
        }
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private ProxyRequest Request(
        HttpContext context, Resource resource, string path, string requestId, DateTimeOffset receivedAt) => new(
        context.Request.Method,
        path,
        context.Request.QueryString.Value ?? "",
        Headers(context, requestId),
        default,
        resource,
        api.Stage,
        api.Id,
        requestId,
        receivedAt,
        SourceIp(context),
        context.Request.Host.Value ?? "localhost",
        context.Request.Protocol,
        null);

    /// <summary>The request's headers and those that the gateway adds, without those of the connection.</summary>
    private static List<KeyValuePair<string, string>> Headers(HttpContext context, string requestId)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is "Connection" or "Transfer-Encoding" or "Keep-Alive" or "Upgrade" or "TE" or "Trailer" or "Content-Length")
                continue;
            foreach (var value in values)
                headers.Add(KeyValuePair.Create(name, value ?? ""));
        }
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        headers.RemoveAll(header => header.Key.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));
        headers.Add(KeyValuePair.Create("X-Amzn-Trace-Id", "Root=1-" + requestId[..8] + "-" + requestId[9..].Replace("-", "", StringComparison.Ordinal)));
        headers.Add(KeyValuePair.Create("X-Forwarded-For", forwarded.Length > 0 ? $"{forwarded}, {SourceIp(context)}" : SourceIp(context)));
        headers.Add(KeyValuePair.Create("X-Forwarded-Port", context.Connection.LocalPort.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        headers.Add(KeyValuePair.Create("X-Forwarded-Proto", context.Request.Scheme));
        return headers;
    }

    private static string SourceIp(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.Loopback).MapToIPv4().ToString();
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Clinic.Local.Template;

namespace Clinic.Local.Gateway;

/// <summary>
/// Renders the gateway's own responses from the template's GatewayResponses. A type that the template leaves out takes its
/// DEFAULT_4XX or DEFAULT_5XX, whose status then replaces the type's own, and without that API Gateway's plain message.
/// </summary>
internal sealed class GatewayResponses(IReadOnlyDictionary<string, GatewayResponseDefinition> definitions)
{
    public async Task WriteAsync(HttpContext context, GatewayResponseType type, string requestId)
    {
        var (status, headers, body) = Render(type, requestId);
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    internal (int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body) Render(GatewayResponseType type, string requestId)
    {
        var fallback = type.Status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
        var definition = definitions.GetValueOrDefault(type.Name) ?? definitions.GetValueOrDefault(fallback);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" };
        foreach (var (name, expression) in definition?.Headers ?? new Dictionary<string, string>())
            headers[name] = Header(expression, requestId);
        var template = definition?.Body ?? """{"message":$context.error.messageString}""";
        return (definition?.StatusCode ?? type.Status, headers, Encoding.UTF8.GetBytes(Body(template, type, requestId)));
    }

    private static string Header(string expression, string requestId) => expression switch
    {
        ['\'', .. var literal, '\''] => literal,
        "context.requestId" => requestId,
        "context.extendedRequestId" => PhysicalIds.Opaque(requestId, 15) + "=",
        _ => "",
    };

    private static string Body(string template, GatewayResponseType type, string requestId) => new StringBuilder(template)
        .Replace("$context.error.messageString", $"\"{JavaScriptEncoder.Default.Encode(type.Message)}\"")
        .Replace("$context.error.message", type.Message)
        .Replace("$context.error.responseType", type.Name)
        .Replace("$context.requestId", requestId)
        .Replace("$context.status", type.Status.ToString(CultureInfo.InvariantCulture))
        .ToString();
}

/// <summary>A kind of response that the gateway makes itself, with API Gateway's own status and message for it.</summary>
internal sealed record GatewayResponseType(string Name, int Status, string Message)
{
    public static readonly GatewayResponseType Unauthorized = new("UNAUTHORIZED", 401, "Unauthorized");
    public static readonly GatewayResponseType AccessDenied = new("ACCESS_DENIED", 403, "Access denied");
    public static readonly GatewayResponseType MissingToken = new("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token");
    public static readonly GatewayResponseType TooLarge = new("REQUEST_TOO_LARGE", 413, "Request Too Long");
    public static readonly GatewayResponseType Throttled = new("THROTTLED", 429, "Too Many Requests");
    public static readonly GatewayResponseType BadRequest = new("DEFAULT_4XX", 400, "Bad Request");
    public static readonly GatewayResponseType MalformedAnswer = new("DEFAULT_5XX", 502, "Internal server error");
    public static readonly GatewayResponseType IntegrationTimeout = new("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");
}

/// <summary>The OPTIONS method that SAM's Cors property adds to every path which has none of its own.</summary>
internal static class CorsPreflight
{
    public static Task WriteAsync(HttpContext context, CorsDefinition cors, string requestId)
    {
        var headers = context.Response.Headers;
        Set("Access-Control-Allow-Origin", cors.Origin);
        Set("Access-Control-Allow-Methods", cors.Methods);
        Set("Access-Control-Allow-Headers", cors.Headers);
        Set("Access-Control-Max-Age", cors.MaxAge);
        Set("Access-Control-Allow-Credentials", cors.AllowCredentials ? "true" : null);
        headers["x-amzn-RequestId"] = requestId;
        headers.ContentLength = 0;
        context.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;

        void Set(string name, string? value)
        {
            if (value is not null)
                headers[name] = value;
        }
    }
}

using Clinic.Local.Template;

namespace Clinic.Local.Gateway;

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

using System.Text.RegularExpressions;

namespace Clinic.Core.Http;

/// <summary>The headers of every answer, in one place.</summary>
public sealed partial class Headers(string corsAllowedOrigin)
{
    private const string Exposed = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed, Allow";

    /// <summary>The answer's own headers together with the security headers, CORS and the request id.</summary>
    /// <param name="basePath">What the address has before the route, so that Location is right behind a stage too.</param>
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

using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;

namespace Clinic.Core.Http;

/// <summary>The headers of every response, in one place.</summary>
public sealed partial class Headers(string corsAllowedOrigin)
{
    private const string Exposed =
        "ETag, Location, Link, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotency-Replayed, Allow, Deprecation, Sunset";

    /// <summary>The response's own headers together with the security headers, CORS and the request id.</summary>
    /// <param name="basePath">The part of the address before the route, so that Location is right under a stage too.</param>
    public Dictionary<string, string> Complete(Response response, string requestId, string basePath)
    {
        var headers = new Dictionary<string, string>(response.Headers)
        {
            ["X-Request-Id"] = requestId,
            ["X-Content-Type-Options"] = "nosniff",
            ["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains",
            ["Access-Control-Allow-Origin"] = corsAllowedOrigin,
            ["Access-Control-Expose-Headers"] = Exposed,
        };
        headers.TryAdd("Cache-Control", CacheControl.NoStore);
        if (headers.TryGetValue("Location", out var location))
            headers["Location"] = basePath + location;
        if (response.ContentType is { } type)
            headers["Content-Type"] = type;
        if (corsAllowedOrigin != "*")
            headers["Vary"] = headers.TryGetValue("Vary", out var others) ? $"{others}, Origin" : "Origin";
        return headers;
    }

    /// <summary>The client's own request id when it is sane, otherwise the gateway's.</summary>
    public static string RequestId(string? fromClient, string fromGateway) =>
        fromClient is not null && SaneId().IsMatch(fromClient) ? fromClient : fromGateway;

    /// <summary>The function's own time (W3C Server Timing). Whole milliseconds: finer ones would tell an attacker more than a client.</summary>
    internal static string Timing(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"app;dur={milliseconds:F0}");

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,64}\z")]
    internal static partial Regex SaneId();
}

/// <summary>The values of Cache-Control (RFC 9111, section 5.2).</summary>
public static class CacheControl
{
    /// <summary>For secrets, clinical text, and whatever is not read with GET.</summary>
    public const string NoStore = "no-store";

    /// <summary>The client may keep it, and asks each time whether it still holds.</summary>
    public const string Revalidated = "private, no-cache";

    /// <summary>For what is the same for everybody.</summary>
    public const string OneMinute = "public, max-age=60";
}

/// <summary>The headers of a request, whose names are in any letter case.</summary>
public sealed class RequestHeaders(APIGatewayProxyRequest gateway)
{
    private readonly Dictionary<string, string> last = new(gateway.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The field's last line.</summary>
    public string? Of(string name) => last.GetValueOrDefault(name);

    /// <summary>All lines of a field that is a list (RFC 9110, section 5.3).</summary>
    public string? ListOf(string name) =>
        gateway.MultiValueHeaders?.FirstOrDefault(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } lines ? string.Join(", ", lines) : Of(name);
}

/// <summary>What the route table promises of every response of a route, whatever becomes of the request.</summary>
internal static class RouteHeaders
{
    public static Response Add(Request request, Response response)
    {
        if (request.Route.DeprecatedSince is { } since)
            response = response.With("Deprecation", string.Create(CultureInfo.InvariantCulture, $"@{since.ToUnixTimeSeconds()}"));
        if (request.Route.Sunset is { } end)
            response = response.With("Sunset", end.ToString("R", CultureInfo.InvariantCulture));
        // Only these answers have to do with an attempt; the others refuse the request as such, or failed.
        if (request.Route.Limit is not { } limit || response.Status is not (< 300 or 400 or 401 or 429))
            return response;
        response = response.With("RateLimit-Policy", limit.Policy);
        return request.Attempts.Left is { } left ? response.With("RateLimit", limit.Tell(left)) : response;
    }
}

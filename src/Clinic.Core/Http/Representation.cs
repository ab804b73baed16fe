namespace Clinic.Core.Http;

/// <summary>How much of a successful response the client needs: nothing where it has it already (RFC 9110, section 13), or asked for as little as possible (RFC 7240).</summary>
internal static class Representation
{
    private const string Minimal = "return=minimal";

    public static Response For(Request request, Response response) => request.Route switch
    {
        { Method: "GET" } => Read(request, response),
        { IsEcho: true } when response.Body is not null => Written(request, response),
        _ => response,
    };

    /// <summary>The service has read, checked and audited all the same: a 304 costs the client less, and us as much.</summary>
    private static Response Read(Request request, Response response)
    {
        var tagged = WithTag(response);
        if (!tagged.Headers.ContainsKey("Cache-Control"))
            tagged = tagged.With("Cache-Control", request.Route.Caching);
        tagged = tagged.With("Vary", request.Route.Produces.Count > 1 ? "Accept, Accept-Encoding" : "Accept-Encoding");
        return EntityTag.IsIn(request.ListHeader("If-None-Match"), tagged.Headers["ETag"]) ? tagged.WithoutBody(304) : tagged;
    }

    private static Response Written(Request request, Response response)
    {
        var tagged = request.Route.IsTagged ? WithTag(response) : response;
        return PrefersMinimal(request.ListHeader("Prefer")) ? tagged.WithoutBody(response.Status == 200 ? 204 : response.Status).With("Preference-Applied", Minimal) : tagged;
    }

    private static Response WithTag(Response response) => response.Headers.ContainsKey("ETag") ? response : response.With("ETag", EntityTag.Of(response));

    /// <summary>Of a preference that is given more than once, the first counts.</summary>
    private static bool PrefersMinimal(string? field) => field?.Split(',')
        .Select(preference => preference.Split(';')[0].Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal))
        .FirstOrDefault(preference => preference.StartsWith("return=", StringComparison.OrdinalIgnoreCase))?.Equals(Minimal, StringComparison.OrdinalIgnoreCase) is true;
}

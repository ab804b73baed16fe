using System.Net.Http.Headers;

namespace Clinic.Core.Http;

/// <summary>Media types and their negotiation (RFC 9110, sections 8.3 and 12.5.1).</summary>
internal static class MediaTypes
{
    public static bool IsJson(string? contentType) => Is(contentType, "application/json");

    public static bool IsMergePatch(string? contentType) => Is(contentType, "application/merge-patch+json");

    /// <summary>Whether one of the ranges of an <c>Accept</c> field takes the type; the most specific range decides.</summary>
    public static bool Accepts(string accept, string mediaType)
    {
        var ranges = accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => MediaTypeWithQualityHeaderValue.TryParse(range, out var parsed) ? parsed : null)
            .OfType<MediaTypeWithQualityHeaderValue>();
        var best = ranges.Where(range => Covers(range.MediaType!, mediaType)).MaxBy(range => Specificity(range.MediaType!));
        return best is not null && best.Quality is not 0.0;
    }

    private static bool Covers(string range, string mediaType) =>
        range == "*/*"
        || range.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        || (range.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase));

    private static int Specificity(string range) => range == "*/*" ? 0 : range.EndsWith("/*", StringComparison.Ordinal) ? 1 : 2;

    private static bool Is(string? contentType, string mediaType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, mediaType, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

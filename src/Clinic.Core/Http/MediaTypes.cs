using System.Net.Http.Headers;

namespace Clinic.Core.Http;

/// <summary>Media types and their negotiation (RFC 9110, sections 8.3 and 12.5.1).</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string Csv = "text/csv";
    public const string Svg = "image/svg+xml";

    /// <summary>Which of the types to answer with: the one of the highest quality, then the one that is named most exactly, then the first; null when none is taken.</summary>
    public static string? Choose(string? accept, IReadOnlyList<string> offered)
    {
        if (string.IsNullOrEmpty(accept))
            return offered[0];
        var ranges = Parse(accept);
        return offered.Select(type => (Type: type, Range: Best(ranges, type)))
            .Where(offer => offer.Range is not null && offer.Range.Quality is not 0.0)
            .OrderByDescending(offer => offer.Range!.Quality ?? 1)
            .ThenByDescending(offer => Specificity(offer.Range!.MediaType!))
            .FirstOrDefault().Type;
    }

    private static IReadOnlyList<MediaTypeWithQualityHeaderValue> Parse(string accept) =>
    [
        .. accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => MediaTypeWithQualityHeaderValue.TryParse(range, out var parsed) ? parsed : null)
            .OfType<MediaTypeWithQualityHeaderValue>(),
    ];

    /// <summary>Of the ranges that cover a type, the most specific one decides.</summary>
    private static MediaTypeWithQualityHeaderValue? Best(IEnumerable<MediaTypeWithQualityHeaderValue> ranges, string mediaType) =>
        ranges.Where(range => Covers(range.MediaType!, mediaType)).MaxBy(range => Specificity(range.MediaType!));

    private static bool Covers(string range, string mediaType) =>
        range == "*/*"
        || range.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        || (range.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase));

    private static int Specificity(string range) => range == "*/*" ? 0 : range.EndsWith("/*", StringComparison.Ordinal) ? 1 : 2;

    /// <summary>A <c>Content-Type</c> of that media type, in UTF-8.</summary>
    internal static bool Is(string? contentType, string mediaType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, mediaType, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Clinic.Local.Gateway;

/// <summary>The content codings that API Gateway has for responses: gzip and deflate (RFC 9110, section 8.4.1).</summary>
internal static class Compression
{
    private static readonly string[] Codings = ["gzip", "deflate"];

    /// <summary>The coding that the client likes best; null when it takes none of them, or likes none better.</summary>
    public static string? Choose(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted))
            return null;
        return Codings.Select(coding => (Coding: coding, Quality: Quality(accepted, coding)))
            .Where(offer => offer.Quality > 0).OrderByDescending(offer => offer.Quality).FirstOrDefault().Coding;
    }

    public static byte[] Compress(ReadOnlyMemory<byte> body, string coding)
    {
        var compressed = new MemoryStream();
        using (Stream stream = coding == "gzip" ? new GZipStream(compressed, CompressionLevel.Fastest) : new ZLibStream(compressed, CompressionLevel.Fastest))
            stream.Write(body.Span);
        return compressed.ToArray();
    }

    private static double Quality(IList<StringWithQualityHeaderValue> accepted, string coding) =>
        (Find(accepted, coding) ?? Find(accepted, "*")) is { } range ? range.Quality ?? 1 : 0;

    private static StringWithQualityHeaderValue? Find(IList<StringWithQualityHeaderValue> accepted, string coding) =>
        accepted.FirstOrDefault(known => known.Value.Equals(coding, StringComparison.OrdinalIgnoreCase));
}

using System.Globalization;
using System.Net;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>The bytes of an object that a Range header asks for (RFC 9110, section 14): one range, or all.</summary>
internal readonly record struct ByteRange(long First, long Count)
{
    public static ByteRange? Of(string? header, long length)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header[6..].Split('-') is not [var first, var last])
            return null;
        var (from, to) = (Number(first), Number(last));
        return (from, to) switch
        {
            (null, null) => null,
            (null, { } suffix) when suffix > 0 && length > 0 => new ByteRange(Math.Max(0, length - suffix), Math.Min(suffix, length)),
            ({ } start, null) when start < length => new ByteRange(start, length - start),
            ({ } start, { } end) when start < length && start <= end => new ByteRange(start, Math.Min(end, length - 1) - start + 1),
            _ => throw new ServiceException("InvalidRange", "The object has no such bytes.", HttpStatusCode.RequestedRangeNotSatisfiable),
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>GetObject and HeadObject: the whole object or a range of it, if it is still the requested one.</summary>
internal static class ObjectAnswer
{
    public static async Task WriteAsync(S3Request request, ObjectStore store)
    {
        if (store.Open(request.Bucket, request.Key) is not var (known, content))
            throw new ServiceException("NoSuchKey", "The specified key does not exist.", HttpStatusCode.NotFound);
        await using (content)
        {
            if (request.Header("If-Match") is { } match && match != known.ETag)
                throw new ServiceException("PreconditionFailed", "The object has changed.", HttpStatusCode.PreconditionFailed);
            if (request.Header("If-None-Match") == known.ETag)
                throw new ServiceException("NotModified", "Not Modified", HttpStatusCode.NotModified);
            var range = ByteRange.Of(request.Header("Range"), known.Length);
            var (first, count) = range ?? new ByteRange(0, known.Length);
            WriteHead(request, known, range, count);
            if (request.Method == "HEAD")
                return;
            content.Position = first;
            await CopyAsync(content, request.Context.Response.Body, count, request.Context.RequestAborted);
        }
    }

    private static void WriteHead(S3Request request, StoredObject known, ByteRange? range, long count)
    {
        var response = request.Context.Response;
        foreach (var (name, value) in known.Headers)
            response.Headers[name] = value;
        foreach (var name in new[] { "Content-Type", "Content-Disposition" })
        {
            if (request.Parameter("response-" + name.ToLowerInvariant()) is { } wanted)
                response.Headers[name] = wanted;
        }
        response.Headers.ETag = known.ETag;
        response.Headers.LastModified = known.LastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
        response.ContentLength = count;
        if (range is not { } part)
            return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part.First}-{part.First + part.Count - 1}/{known.Length}");
    }

    private static async Task CopyAsync(FileStream content, Stream target, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        while (count > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0)
                return;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            count -= read;
        }
    }
}

/// <summary>ListObjectsV2: the keys with a prefix in order, where those that contain the delimiter are common prefixes; and ListObjectVersions, of objects that have one each.</summary>
internal static class ObjectListing
{
    public static XElement Of(S3Request request, IEnumerable<StoredObject> objects)
    {
        var (prefix, delimiter) = (request.Parameter("prefix") ?? "", request.Parameter("delimiter") ?? "");
        var most = request.Number("max-keys", 0, int.MaxValue, 1000) is var wanted and < 1000 ? wanted : 1000;
        var after = request.Parameter("continuation-token") is { } token ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : request.Parameter("start-after");
        var entries = objects
            .Where(known => known.Key.StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(known => Entry(known.Key, prefix, delimiter))
            .Where(entry => after is null || string.CompareOrdinal(entry.Key, after) > 0)
            .Take(most + 1)
            .ToList();
        var page = entries.Take(most).ToList();
        var encode = request.Parameter("encoding-type") == "url" ? (Func<string, string>)Escape : static text => text;
        var xml = new XElement(
            S3Xml.Namespace + "ListBucketResult",
            S3Xml.Element("Name", request.Bucket),
            S3Xml.Element("Prefix", encode(prefix)),
            S3Xml.Element("KeyCount", page.Count.ToString(CultureInfo.InvariantCulture)),
            S3Xml.Element("MaxKeys", most.ToString(CultureInfo.InvariantCulture)),
            S3Xml.Element("IsTruncated", entries.Count > page.Count ? "true" : "false"));
        if (request.Parameter("encoding-type") is { } encoding)
            xml.Add(S3Xml.Element("EncodingType", encoding));
        if (entries.Count > page.Count && page is [.., var last])
            xml.Add(S3Xml.Element("NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(last.Key))));
        xml.Add(page.Select(entry => entry.Key == entry.First().Key ? Contents(entry.First(), encode) : CommonPrefix(entry.Key, encode)));
        return xml;
    }

    public static XElement VersionsOf(S3Request request, IEnumerable<StoredObject> objects)
    {
        var prefix = request.Parameter("prefix") ?? "";
        var most = request.Number("max-keys", 0, int.MaxValue, 1000) is var wanted and < 1000 ? wanted : 1000;
        var encode = request.Parameter("encoding-type") == "url" ? (Func<string, string>)Escape : static text => text;
        var found = objects
            .Where(known => known.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(known.Key, request.Parameter("key-marker")) > 0)
            .Take(most + 1)
            .ToList();
        var xml = new XElement(
            S3Xml.Namespace + "ListVersionsResult",
            S3Xml.Element("Name", request.Bucket),
            S3Xml.Element("Prefix", encode(prefix)),
            S3Xml.Element("MaxKeys", most.ToString(CultureInfo.InvariantCulture)),
            S3Xml.Element("IsTruncated", found.Count > most ? "true" : "false"));
        if (found.Count > most && most > 0)
            xml.Add(S3Xml.Element("NextKeyMarker", encode(found[most - 1].Key)), S3Xml.Element("NextVersionIdMarker", "null"));
        xml.Add(found.Take(most).Select(known =>
        {
            var version = Contents(known, encode);
            version.Name = S3Xml.Namespace + "Version";
            version.Add(S3Xml.Element("VersionId", "null"), S3Xml.Element("IsLatest", "true"));
            return version;
        }));
        return xml;
    }

    private static string Entry(string key, string prefix, string delimiter) =>
        delimiter.Length > 0 && key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is var end and >= 0 ? key[..(end + delimiter.Length)] : key;

    private static XElement Contents(StoredObject known, Func<string, string> encode) => new(
        S3Xml.Namespace + "Contents",
        S3Xml.Element("Key", encode(known.Key)),
        S3Xml.Element("LastModified", known.LastModified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        S3Xml.Element("ETag", known.ETag),
        S3Xml.Element("Size", known.Length.ToString(CultureInfo.InvariantCulture)),
        S3Xml.Element("StorageClass", "STANDARD"));

    private static XElement CommonPrefix(string prefix, Func<string, string> encode) =>
        new(S3Xml.Namespace + "CommonPrefixes", S3Xml.Element("Prefix", encode(prefix)));

    private static string Escape(string text) => string.Join('/', text.Split('/').Select(Uri.EscapeDataString));
}

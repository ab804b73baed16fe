using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Clinic.Local.Aws.S3;

/// <summary>ListObjectsV2: the keys behind a prefix in their order, those with the delimiter in them as common prefixes.</summary>
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

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace Clinic.Local.Aws.S3;

/// <summary>A path-style request: /BUCKET/KEY. Key is empty for the bucket itself; Query has the decoded parameters as they were sent.</summary>
internal sealed record S3Request(string Method, string Bucket, string Key, IReadOnlyList<KeyValuePair<string, string>> Query, HttpContext Context)
{
    /// <summary>Headers that an object keeps and gives back.</summary>
    private static readonly string[] Kept = ["Content-Type", "Content-Disposition", "Content-Language", "Cache-Control"];

    public Stream Body => Header("x-amz-decoded-content-length") is null ? Context.Request.Body : new AwsChunkedStream(Context.Request.Body);

    public PutCondition Condition => new(Header("If-None-Match") == "*", Header("If-Match"));

    public static S3Request Of(HttpContext context)
    {
        // The server has decoded the path once, which may change a key.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (whole, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, "");
        var path = whole[1..].Split('/', 2);
        return new S3Request(
            context.Request.Method, Uri.UnescapeDataString(path[0]), path.Length > 1 ? Uri.UnescapeDataString(path[1]) : "", Parse(query), context);
    }

    public string? Header(string name) => Context.Request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;

    public bool Has(string parameter) => Query.Any(pair => pair.Key == parameter);

    public string? Parameter(string name) => Query.FirstOrDefault(pair => pair.Key == name).Value;

    public int Number(string name, int least, int most, int otherwise) => Parameter(name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw new ServiceException("InvalidArgument", $"{name} must be a number from {least} to {most}."),
    };

    public IReadOnlyDictionary<string, string> ObjectHeaders() => Context.Request.Headers
        .Where(header => Kept.Contains(header.Key, StringComparer.OrdinalIgnoreCase) || header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key, header => header.Value.ToString());

    private static List<KeyValuePair<string, string>> Parse(string query) =>
    [
        .. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair =>
            KeyValuePair.Create(Decode(pair[0]), pair.Length > 1 ? Decode(pair[1]) : "")),
    ];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>S3's responses in XML.</summary>
internal static class S3Xml
{
    public static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static XElement Element(string name, string value) => new(Namespace + name, value);

    public static async Task WriteAsync(HttpResponse response, XElement body)
    {
        response.ContentType = "application/xml";
        await response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body.ToString(SaveOptions.DisableFormatting), response.HttpContext.RequestAborted);
    }

    public static async Task WriteErrorAsync(HttpContext context, ServiceException error)
    {
        context.Response.StatusCode = (int)error.Status;
        // A response to HEAD has no body, and neither has a 304.
        if (!HttpMethods.IsHead(context.Request.Method) && error.Status != HttpStatusCode.NotModified)
            await WriteAsync(context.Response, new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message)));
    }
}

/// <summary>Signature Version 4 in query parameters: a link is valid for the time in it and for exactly what was signed.</summary>
internal static class PresignedLink
{
    private const string Signature = "X-Amz-Signature";
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static bool Is(S3Request request) => request.Has(Signature);

    public static void Verify(S3Request request, DateTimeOffset now)
    {
        var scope = request.Parameter("X-Amz-Credential")?.Split('/', 2) ?? [];
        if (request.Parameter("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" || scope.Length != 2
            || !DateTimeOffset.TryParseExact(request.Parameter("X-Amz-Date"), Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || !int.TryParse(request.Parameter("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > Longest.TotalSeconds)
            throw Refused("AuthorizationQueryParametersError", "The link's query parameters are not those of a signed link.");
        if (now > signedAt.AddSeconds(seconds))
            throw Refused("AccessDenied", "Request has expired");
        if (scope[0] != LocalCredentials.AccessKeyId)
            throw Refused("InvalidAccessKeyId", "There is no such access key.");
        var expected = Sign(request, scope[1], request.Parameter("X-Amz-Date")!);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(request.Parameter(Signature)!)))
            throw Refused("SignatureDoesNotMatch", "The link is not what was signed.");
    }

    private static string Sign(S3Request request, string scope, string date)
    {
        var headers = (request.Parameter("X-Amz-SignedHeaders") ?? "").Split(';');
        var canonical = string.Join('\n',
        [
            request.Method,
            "/" + Escape(request.Bucket) + "/" + string.Join('/', request.Key.Split('/').Select(Escape)),
            string.Join('&', request.Query.Where(pair => pair.Key != Signature)
                .Select(pair => Escape(pair.Key) + "=" + Escape(pair.Value)).Order(StringComparer.Ordinal)),
            .. headers.Select(name => name + ":" + request.Header(name)?.Trim()),
            "",
            string.Join(';', headers),
            "UNSIGNED-PAYLOAD",
        ]);
        var text = string.Join('\n', "AWS4-HMAC-SHA256", date, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + LocalCredentials.SecretAccessKey), Mac);
        return Convert.ToHexStringLower(Mac(key, text));
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static ServiceException Refused(string code, string message) => new(code, message, HttpStatusCode.Forbidden);
}

/// <summary>The bytes of an object that a Range header requests (RFC 9110, section 14): one range, or all.</summary>
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

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
        // The server has decoded the path once; a key may hold what that changes.
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

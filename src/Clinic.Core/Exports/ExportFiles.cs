using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace Clinic.Core.Exports;

/// <summary>The files of an export that are handed out, below <c>exports/</c> in the export bucket.</summary>
public sealed class ExportFiles(IAmazonS3 s3, string bucket, TimeProvider time)
{
    /// <summary>How long a link holds.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(15);

    public const string Manifest = "manifest.json";

    public static readonly IReadOnlyList<string> Kinds = ["patients", "sessions"];

    public static string ResultKey(string exportId, string name) => $"exports/{exportId}/{name}";

    public static string ResultName(string kind, int part, string extension) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{part:D4}.{extension}");

    /// <summary>The files of an export that has succeeded.</summary>
    public static IEnumerable<string> Names(int parts) =>
        [Manifest, .. Enumerable.Range(1, parts).SelectMany(part => Kinds.SelectMany(kind => new[] { ResultName(kind, part, "jsonl"), ResultName(kind, part, "csv") }))];

    public async Task<IReadOnlyList<ExportFile>> LinksAsync(Export export) =>
        await Task.WhenAll(Names(export.Parts).Select(async name => new ExportFile(name, await LinkAsync(ResultKey(export.Id, name), name))));

    private Task<string> LinkAsync(string key, string name) => s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = bucket,
        Key = key,
        Verb = HttpVerb.GET,
        Expires = (time.GetUtcNow() + LinkLife).UtcDateTime,
        Protocol = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")?.StartsWith("http:", StringComparison.Ordinal) is true ? Protocol.HTTP : Protocol.HTTPS,
        ResponseHeaderOverrides = { ContentDisposition = $"attachment; filename=\"{name}\"" },
    });
}

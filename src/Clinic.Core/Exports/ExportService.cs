using System.Globalization;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Exports;

/// <summary>Research exports: stored here, made by the state machine, handed out as links. Both asking for an export and getting its links are audited.</summary>
public sealed class ExportService(DynamoExportStore store, ExportFiles files, DynamoAuditStore audit, Contention contention, TimeProvider time, TimeSpan retention)
{
    private const int KeySize = 32;

    public Task<ExportView> AddAsync(Caller caller, NewExport? asked, ResponseToStore<ExportView> response)
    {
        var export = new Export(Identifier.New(time), ExportState.Queued, asked?.FreeText ?? FreeText.None, caller.Subject, time.GetUtcNow());
        var key = RandomNumberGenerator.GetBytes(KeySize);
        var view = ExportView.Of(export);
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ExportCreated, export.CreatedAt, export.Id);
        return contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, export, key, entry, response.For(view));
            return view;
        });
    }

    public async Task<Slice<ExportView>> ListAsync(Page page) =>
        (await store.ListAsync(page)).Select(export => ExportView.Of(export.At(time.GetUtcNow()), ExpiresAt(export)));

    /// <summary>An export with its links, as long as it has files.</summary>
    /// <exception cref="NotFoundException">There is no such export.</exception>
    public async Task<ExportView> GetAsync(Caller caller, string id)
    {
        var now = time.GetUtcNow();
        var export = (await store.FindAsync(id) ?? throw new NotFoundException()).At(now);
        if (ExpiresAt(export) is not { } expiresAt || expiresAt <= now)
            return ExportView.Of(export, ExpiresAt(export));
        await audit.AddReadAsync(AuditEntry.Of(caller, caller.Subject, AuditAction.ExportRead, now, id));
        return ExportView.Of(export, expiresAt, await files.LinksAsync(export));
    }

    private DateTimeOffset? ExpiresAt(Export export) => export is { State: ExportState.Succeeded, FinishedAt: { } finished } ? finished + retention : null;
}

/// <summary>The files of an export that are handed out, below <c>exports/</c> in the export bucket.</summary>
public sealed class ExportFiles(IAmazonS3 s3, string bucket, TimeProvider time)
{
    /// <summary>How long a link holds.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(15);

    public const string Manifest = "manifest.json";

    internal const int KindsBeforeCare = 2;

    public static readonly IReadOnlyList<string> Kinds = ["patients", "sessions", "losses", "assessments", "alerts"];

    public static string ResultKey(string exportId, string name) => $"exports/{exportId}/{name}";

    public static string ResultName(string kind, int part, string extension) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{part:D4}.{extension}");

    /// <summary>The files of an export that has succeeded.</summary>
    public static IEnumerable<string> Names(Export export) =>
        [Manifest, .. Enumerable.Range(1, export.Parts).SelectMany(part => Kinds.Take(export.Kinds).SelectMany(kind => new[] { ResultName(kind, part, "jsonl"), ResultName(kind, part, "csv") }))];

    public async Task<IReadOnlyList<ExportFile>> LinksAsync(Export export) =>
        await Task.WhenAll(Names(export).Select(async name => new ExportFile(name, await LinkAsync(ResultKey(export.Id, name), name))));

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

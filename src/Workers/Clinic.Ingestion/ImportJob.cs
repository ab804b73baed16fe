using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;
using Clinic.Ingestion.Csv;

namespace Clinic.Ingestion;

/// <summary>The import of a file: one version of an object, and how far it has come.</summary>
/// <param name="Version">The object's ETag and time, so that a file that is put again is another import.</param>
/// <param name="Position">The position after the last row that is done, or the file's start.</param>
/// <param name="Ended">How many imports that wrote something had ended when the counting of this one's rows began.</param>
internal sealed record ImportJob(string Bucket, string Key, string Version, CsvPosition Position, ImportResult Result, long Ended);

/// <summary>One pass over a file: its import, or a recount of it.</summary>
/// <param name="Job">The import of one version of a file.</param>
/// <param name="IsRecount">The rows were imported before: none of them is staged again, only their outcomes are counted.</param>
internal sealed record FilePass(string Job, bool IsRecount = false);

/// <summary>What became of a file: the object <c>import-results/NAME.json</c> beside it, where NAME is the file's whole name, <c>cetac_user.csv</c>.</summary>
/// <param name="State"><c>running</c>, <c>finished</c>, <c>refused</c>: then nothing of the file is written, or <c>stopped</c>: the file went away, and the rows that were read are written.</param>
/// <param name="Reason">Why the file was refused or stopped.</param>
/// <param name="OfferedEncoding">The encoding in which the file would be taken, when it is named with it.</param>
/// <param name="Total">The file's rows, counted before the first was written.</param>
/// <param name="Read">How many of them have been read.</param>
/// <param name="Waiting">
/// Rows whose patient, record or member of staff has not come. They are taken up when those come, and a few minutes later the rows
/// are counted again, for as long as the file is there.
/// </param>
/// <param name="RejectedRows">The first <see cref="MostRejectedRows"/> of them.</param>
/// <param name="Repaired">Values that could not be taken as they were written; their rows are counted as every other one.</param>
/// <param name="RepairedRows">The first <see cref="MostRepairedRows"/> of them.</param>
internal sealed record ImportResult(
    string File,
    string State,
    string? Table = null,
    string? Reason = null,
    string? OfferedEncoding = null,
    long Total = 0,
    long Read = 0,
    long Written = 0,
    long Unchanged = 0,
    long Waiting = 0,
    long Rejected = 0,
    IReadOnlyList<RejectedRow>? RejectedRows = null,
    long Repaired = 0,
    IReadOnlyList<RepairedRow>? RepairedRows = null)
{
    public const int MostRejectedRows = 500;
    public const int MostRepairedRows = 100;
    public const string Running = "running";

    /// <summary>Finished, and about to be recounted. The object shows the last count until then.</summary>
    public const string Recounting = "recounting";
    public const string Finished = "finished";
    public const string Refused = "refused";
    public const string Stopped = "stopped";

    public ImportResult With(RejectedRow row) => this with
    {
        Read = Read + 1,
        Rejected = Rejected + 1,
        RejectedRows = RejectedRows is { Count: >= MostRejectedRows } ? RejectedRows : [.. RejectedRows ?? [], row],
    };

    public ImportResult With(IReadOnlyList<RepairedRow> rows) => rows.Count == 0 ? this : this with
    {
        Repaired = Repaired + rows.Count,
        RepairedRows = [.. (RepairedRows ?? []).Concat(rows).Take(MostRepairedRows)],
    };
}

/// <summary>The imports under way, each with how far it has come: after a time-out or a crash the next invocation continues from the last step.</summary>
internal sealed class DynamoImportJobs(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Index = "byPending";
    private const string Pending = "import";

    /// <summary>Done, except for rows that wait. It is recounted when another import has ended.</summary>
    private const string Waiting = "waiting";
    private const string FilePrefix = "file#";

    /// <summary>Makes an import of this version of the file, unless there is one. An import of an earlier version stops.</summary>
    public Task AddAsync(ImportJob job)
    {
        var update = Progress(job, ", #version = :version, #bucket = :bucket, #pending = :pending")
            .With(":version", job.Version).With(":bucket", job.Bucket).With(":pending", Pending);
        return dynamo.TryUpdateAsync(table, Key(job.Key), update, new Expression("attribute_not_exists(#version) OR #version <> :version"));
    }

    /// <summary>Null when there is nothing to do.</summary>
    public async Task<ImportJob?> FindAsync(string key) =>
        await dynamo.FindAsync(table, Key(key)) is { } item && item.ContainsKey("pending") ? Read(item) : null;

    /// <summary>False when a newer version of the file is there.</summary>
    public async Task<bool> SaveAsync(ImportJob job) => await dynamo.TryUpdateAsync(table, Key(job.Key), Progress(job), SameVersion(job)) is not null;

    /// <summary>The next sweeps leave it alone, unless rows of it wait.</summary>
    public async Task EndAsync(ImportJob job)
    {
        // Count this one first: whoever sees that it has ended then counts the rows that it has taken up.
        if (job.Result.Written > 0)
            await dynamo.TryUpdateAsync(table, EndedKey, new Expression("ADD #ended :one").With(":one", 1L), new Expression("attribute_not_exists(#version)"));
        var update = job.Result is { State: ImportResult.Finished, Waiting: > 0 }
            ? new Expression("SET #pending = :pending").With(":pending", Waiting)
            : new Expression("REMOVE #pending");
        await dynamo.TryUpdateAsync(table, Key(job.Key), update, SameVersion(job));
    }

    /// <summary>How many imports that wrote something have ended.</summary>
    public async Task<long> EndedAsync() => (await dynamo.FindAsync(table, EndedKey))?.LongOrNull("ended") ?? 0;

    /// <summary>The keys of the files that are not done.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync() => [.. (await ListAsync(Pending)).Select(KeyOf)];

    /// <summary>The keys of the files with waiting rows that an import may have taken up since they were counted.</summary>
    public async Task<IReadOnlyList<string>> UncountedAsync()
    {
        var ended = await EndedAsync();
        var waiting = (await ListAsync(Waiting)).Select(Read);
        return [.. waiting.Where(job => job.Result.State == ImportResult.Recounting || job.Ended < ended).Select(job => job.Key)];
    }

    /// <summary>The files' items as they are now. The index may still show their old state, which the next look would find again.</summary>
    private async Task<IEnumerable<Dictionary<string, AttributeValue>>> ListAsync(string pending)
    {
        var listed = await dynamo.ReadPartitionAsync(table, new Expression("#pending = :pending").With(":pending", pending), Index);
        var found = await dynamo.FindAsync(table, listed.Select(item => Key(KeyOf(item))), time);
        return found.Where(item => item.TextOrNull("pending") == pending).OrderBy(item => item.Text("group"), StringComparer.Ordinal);
    }

    private static Item EndedKey => new Item().Text("group", "imports").Text("row", "ended");

    private static Item Key(string key) => new Item().Text("group", FilePrefix + key).Text("row", "job");

    private static string KeyOf(Dictionary<string, AttributeValue> item) => item.Text("group")[FilePrefix.Length..];

    private static Expression SameVersion(ImportJob job) => new Expression("#version = :version").With(":version", job.Version);

    private static Expression Progress(ImportJob job, string more = "") => new Expression("SET #offset = :offset, #line = :line, #ended = :ended, #result = :result" + more)
        .With(":offset", job.Position.Offset)
        .With(":line", job.Position.Line)
        .With(":ended", job.Ended)
        .With(":result", JsonSerializer.Serialize(job.Result, IngestionJson.Contracts.ImportResult));

    private static ImportJob Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("bucket"),
        KeyOf(item),
        item.Text("version"),
        new CsvPosition(item.LongOrNull("offset")!.Value, item.LongOrNull("line")!.Value),
        JsonSerializer.Deserialize(item.Text("result"), IngestionJson.Contracts.ImportResult)!,
        item.LongOrNull("ended") ?? 0);
}

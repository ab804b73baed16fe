using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Json;
using Clinic.Core.Legacy.Csv;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>
/// Imports under way. Whoever works on one holds it for a while and renews that with every step; when they end without a word, as in
/// a time-out, the next one goes on from the last step.
/// </summary>
public sealed class DynamoImportJobs(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Index = "byPending";
    private const string Pending = "import";

    /// <summary>Done, but for rows that wait: to be counted again when another import has ended.</summary>
    private const string Waiting = "waiting";
    private const string FilePrefix = "file#";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Makes an import of this version of the file, unless there is one. An import of an earlier version stops.</summary>
    public Task AddAsync(ImportJob job)
    {
        var update = Progress(job, ", #version = :version, #bucket = :bucket, #pending = :pending REMOVE #heldUntil, #holder")
            .With(":version", job.Version).With(":bucket", job.Bucket).With(":pending", Pending);
        return dynamo.TryUpdateAsync(table, Key(job.Key), update, new Expression("attribute_not_exists(#version) OR #version <> :version"));
    }

    /// <summary>Null when there is nothing to do, or somebody else does it.</summary>
    public async Task<ImportJob?> ClaimAsync(string key, string holder)
    {
        var now = time.GetUtcNow();
        var claimed = await dynamo.TryUpdateAsync(
            table,
            Key(key),
            new Expression("SET #holder = :holder, #heldUntil = :until").With(":holder", holder).With(":until", now + Lease),
            new Expression("attribute_exists(#pending) AND (attribute_not_exists(#heldUntil) OR #heldUntil < :now)").With(":now", now));
        return claimed is null ? null : Read(claimed);
    }

    /// <summary>False when somebody else holds it, or a newer version of the file is there.</summary>
    public async Task<bool> SaveAsync(ImportJob job, string holder) => await dynamo.TryUpdateAsync(
        table, Key(job.Key), Progress(job, ", #heldUntil = :until").With(":until", time.GetUtcNow() + Lease), HeldBy(job, holder)) is not null;

    /// <summary>Lets the next one go on at once.</summary>
    public Task ReleaseAsync(ImportJob job, string holder) =>
        dynamo.TryUpdateAsync(table, Key(job.Key), new Expression("REMOVE #heldUntil, #holder"), HeldBy(job, holder));

    /// <summary>The next sweeps leave it alone, but where rows of it wait.</summary>
    public async Task EndAsync(ImportJob job, string holder)
    {
        // First: whoever sees that this one has ended counts what it has taken up.
        if (job.Result.Written > 0)
            await dynamo.TryUpdateAsync(table, EndedKey, new Expression("ADD #ended :one").With(":one", 1L), new Expression("attribute_not_exists(#version)"));
        var update = job.Result is { State: ImportResult.Finished, Waiting: > 0 }
            ? new Expression("SET #pending = :pending REMOVE #heldUntil, #holder").With(":pending", Waiting)
            : new Expression("REMOVE #heldUntil, #holder, #pending");
        await dynamo.TryUpdateAsync(table, Key(job.Key), update, HeldBy(job, holder));
    }

    /// <summary>How many imports have ended that wrote something.</summary>
    public async Task<long> EndedAsync() => (await dynamo.FindAsync(table, [EndedKey], time)).SingleOrDefault()?.LongOrNull("ended") ?? 0;

    /// <summary>The keys of the files that are not done, and of those whose waiting rows an import may have taken up since they were counted.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync()
    {
        var ended = await EndedAsync();
        var waiting = await dynamo.FindAsync(table, (await KeysAsync(Waiting)).Select(Key), time);
        return
        [
            .. await KeysAsync(Pending),
            .. waiting.Select(Read).Where(job => job.Result.State == ImportResult.Recounting || job.Ended < ended).Select(job => job.Key).Order(StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<string>> KeysAsync(string pending)
    {
        var key = new Expression("#pending = :pending").With(":pending", pending);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = Index,
            KeyConditionExpression = key.Text,
            ExpressionAttributeNames = key.Names,
            ExpressionAttributeValues = key.Values,
        };
        return [.. (await dynamo.ReadPastAsync(request, int.MaxValue)).Select(item => item.Text("group")[FilePrefix.Length..])];
    }

    private static Item EndedKey => new Item().Text("group", "imports").Text("row", "ended");

    private static Item Key(string key) => new Item().Text("group", FilePrefix + key).Text("row", "job");

    private static Expression HeldBy(ImportJob job, string holder) =>
        new Expression("#holder = :holder AND #version = :version").With(":holder", holder).With(":version", job.Version);

    private static Expression Progress(ImportJob job, string more) => new Expression("SET #offset = :offset, #line = :line, #ended = :ended, #result = :result" + more)
        .With(":offset", job.Position.Offset)
        .With(":line", job.Position.Line)
        .With(":ended", job.Ended)
        .With(":result", JsonSerializer.Serialize(job.Result, ClinicJson.TypeOf<ImportResult>()));

    private static ImportJob Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("bucket"),
        item.Text("group")[FilePrefix.Length..],
        item.Text("version"),
        new CsvPosition(item.LongOrNull("offset")!.Value, item.LongOrNull("line")!.Value),
        JsonSerializer.Deserialize(item.Text("result"), ClinicJson.TypeOf<ImportResult>())!,
        item.LongOrNull("ended") ?? 0);
}

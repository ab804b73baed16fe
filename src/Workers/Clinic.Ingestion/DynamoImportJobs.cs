using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Ingestion.Csv;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>Imports under way, each with how far it has come: after a time-out or a crash the next invocation goes on from the last step.</summary>
internal sealed class DynamoImportJobs(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Index = "byPending";
    private const string Pending = "import";

    /// <summary>Done, but for rows that wait: to be counted again when another import has ended.</summary>
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

    /// <summary>The next sweeps leave it alone, but where rows of it wait.</summary>
    public async Task EndAsync(ImportJob job)
    {
        // First: whoever sees that this one has ended counts what it has taken up.
        if (job.Result.Written > 0)
            await dynamo.TryUpdateAsync(table, EndedKey, new Expression("ADD #ended :one").With(":one", 1L), new Expression("attribute_not_exists(#version)"));
        var update = job.Result is { State: ImportResult.Finished, Waiting: > 0 }
            ? new Expression("SET #pending = :pending").With(":pending", Waiting)
            : new Expression("REMOVE #pending");
        await dynamo.TryUpdateAsync(table, Key(job.Key), update, SameVersion(job));
    }

    /// <summary>How many imports have ended that wrote something.</summary>
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

    /// <summary>The files' items as they are now: the index may still say what they were, and whoever looks again at once would find it again.</summary>
    private async Task<IEnumerable<Dictionary<string, AttributeValue>>> ListAsync(string pending)
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
        var listed = await dynamo.ReadPastAsync(request, int.MaxValue);
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

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

    public Task EndAsync(ImportJob job, string holder) =>
        dynamo.TryUpdateAsync(table, Key(job.Key), new Expression("REMOVE #heldUntil, #holder, #pending"), HeldBy(job, holder));

    /// <summary>The keys of the files that are not done.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync()
    {
        var key = new Expression("#pending = :pending").With(":pending", Pending);
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

    private static Item Key(string key) => new Item().Text("group", FilePrefix + key).Text("row", "job");

    private static Expression HeldBy(ImportJob job, string holder) =>
        new Expression("#holder = :holder AND #version = :version").With(":holder", holder).With(":version", job.Version);

    private static Expression Progress(ImportJob job, string more) => new Expression("SET #offset = :offset, #line = :line, #result = :result" + more)
        .With(":offset", job.Position.Offset)
        .With(":line", job.Position.Line)
        .With(":result", JsonSerializer.Serialize(job.Result, ClinicJson.TypeOf<ImportResult>()));

    private static ImportJob Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("bucket"),
        item.Text("group")[FilePrefix.Length..],
        item.Text("version"),
        new CsvPosition(item.LongOrNull("offset")!.Value, item.LongOrNull("line")!.Value),
        JsonSerializer.Deserialize(item.Text("result"), ClinicJson.TypeOf<ImportResult>())!);
}

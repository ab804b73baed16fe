using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;
using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Template;

namespace Clinic.Benchmarks.Import;

/// <summary>A set of the template's tables of its own, deleted when it is disposed.</summary>
internal sealed class ImportTables : IAsyncDisposable
{
    private const int LargestBatch = 25;
    private static readonly string[] Results = ["UsersTable", "SessionsTable", "AuditTable", "ReportsTable"];
    private readonly IAmazonDynamoDB dynamo;
    private readonly ClinicTemplate template;

    private ImportTables(IAmazonDynamoDB dynamo, ClinicTemplate template) => (this.dynamo, this.template) = (dynamo, template);

    public static async Task<ImportTables> CreateAsync(IAmazonDynamoDB dynamo, string branch)
    {
        var template = ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml"), new Dictionary<string, string> { ["Branch"] = branch });
        await TableCreation.CreateAsync(dynamo, template);
        return new ImportTables(dynamo, template);
    }

    public string this[string logicalId] => template.Tables.Single(table => table.LogicalId == logicalId).Name;

    /// <summary>What an import leaves, by table; the rows that it keeps to itself are no part of it.</summary>
    public async Task<IReadOnlyList<(string Table, Dictionary<string, AttributeValue> Item)>> ReadAsync()
    {
        var items = new List<(string, Dictionary<string, AttributeValue>)>();
        foreach (var table in Results)
        {
            await foreach (var item in dynamo.ReadAllAsync(this[table]))
                items.Add((table, item));
        }
        return items;
    }

    /// <summary>Writes items as fast as DynamoDB takes them: nothing but BatchWriteItem with as many of them as it may have.</summary>
    public Task WriteAsync(IEnumerable<(string Table, Dictionary<string, AttributeValue> Item)> items, int workers) => Parallel.ForEachAsync(
        items.GroupBy(item => item.Table).SelectMany(table => table.Chunk(LargestBatch)),
        new ParallelOptions { MaxDegreeOfParallelism = workers },
        async (batch, cancellation) =>
        {
            var requests = new Dictionary<string, List<WriteRequest>> { [this[batch[0].Table]] = [.. batch.Select(item => new WriteRequest(new PutRequest(item.Item)))] };
            while (requests is { Count: > 0 })
                requests = (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest(requests), cancellation)).UnprocessedItems;
        });

    public async ValueTask DisposeAsync() => await TableCreation.DeleteAsync(dynamo, template);
}

using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Reads and puts of many items of a table, in as few requests as DynamoDB takes them in, some of them side by side. What it leaves
/// of a request is sent again after a pause (<see cref="Contention.DrainAsync"/>).
/// </summary>
internal static class ManyItems
{
    public const int MostWrites = 25;
    private const int MostGets = 100;
    private const int Workers = 4;

    /// <summary>Those of the items that are there, consistently and in no order.</summary>
    public static async Task<IReadOnlyCollection<Dictionary<string, AttributeValue>>> FindAsync(
        this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> keys, TimeProvider time, Expression? projection = null)
    {
        var found = new ConcurrentBag<Dictionary<string, AttributeValue>>();
        await InChunksAsync(keys.Select(key => key.Attributes), MostGets, time, async chunk =>
        {
            var wanted = new KeysAndAttributes
            {
                Keys = [.. chunk],
                ConsistentRead = true,
                ProjectionExpression = projection?.Text,
                ExpressionAttributeNames = projection?.Names,
            };
            var answer = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { [table] = wanted } });
            foreach (var item in answer.Responses?.GetValueOrDefault(table) ?? [])
                found.Add(item);
            return answer.UnprocessedKeys?.GetValueOrDefault(table)?.Keys ?? [];
        });
        return found;
    }

    /// <summary>Puts items whatever is there; no two of them have the same key.</summary>
    public static Task PutAsync(this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> items, TimeProvider time) =>
        WriteAsync(dynamo, table, items, item => new WriteRequest(new PutRequest(item.Attributes)), time);

    /// <summary>Deletes items, whether they are there or not.</summary>
    public static Task DeleteAsync(this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> keys, TimeProvider time) =>
        WriteAsync(dynamo, table, keys, key => new WriteRequest(new DeleteRequest(key.Attributes)), time);

    /// <summary>One request of at most <see cref="MostWrites"/>.</summary>
    /// <returns>The writes that were not done.</returns>
    public static async Task<IReadOnlyList<WriteRequest>> TryWriteAsync(this IAmazonDynamoDB dynamo, string table, IReadOnlyList<WriteRequest> writes) =>
        (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. writes] } })).UnprocessedItems?.GetValueOrDefault(table) ?? [];

    private static Task WriteAsync(IAmazonDynamoDB dynamo, string table, IEnumerable<Item> items, Func<Item, WriteRequest> request, TimeProvider time) =>
        InChunksAsync(items.Select(request), MostWrites, time, chunk => dynamo.TryWriteAsync(table, chunk));

    private static Task InChunksAsync<T>(IEnumerable<T> items, int size, TimeProvider time, Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> attempt)
    {
        var contention = new Contention(time);
        return Parallel.ForEachAsync(
            items.Chunk(size), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (chunk, _) => await contention.DrainAsync(chunk, attempt));
    }
}

using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Reads and puts of many items of a table, in as few requests as DynamoDB takes them in, some of them side by side.</summary>
internal static class ManyItems
{
    private const int MostWrites = 25;
    private const int MostGets = 100;
    private const int Workers = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Those of the items that are there, consistently and in no order.</summary>
    public static async Task<IReadOnlyCollection<Dictionary<string, AttributeValue>>> FindAsync(
        this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> keys, TimeProvider time, Expression? projection = null)
    {
        var found = new ConcurrentBag<Dictionary<string, AttributeValue>>();
        await InChunksAsync(keys, MostGets, async chunk =>
        {
            var wanted = new KeysAndAttributes
            {
                Keys = [.. chunk.Select(key => key.Attributes)],
                ConsistentRead = true,
                ProjectionExpression = projection?.Text,
                ExpressionAttributeNames = projection?.Names,
            };
            var left = new Dictionary<string, KeysAndAttributes> { [table] = wanted };
            while (left is { Count: > 0 })
            {
                var answer = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = left });
                foreach (var item in answer.Responses?.GetValueOrDefault(table) ?? [])
                    found.Add(item);
                left = answer.UnprocessedKeys;
                if (left is { Count: > 0 })
                    await Task.Delay(Pause, time);
            }
        });
        return found;
    }

    /// <summary>Puts items whatever is there; no two of them have the same key.</summary>
    public static Task PutAsync(this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> items, TimeProvider time) =>
        WriteAsync(dynamo, table, items, item => new WriteRequest(new PutRequest(item.Attributes)), time);

    /// <summary>Deletes items, whether they are there or not.</summary>
    public static Task DeleteAsync(this IAmazonDynamoDB dynamo, string table, IEnumerable<Item> keys, TimeProvider time) =>
        WriteAsync(dynamo, table, keys, key => new WriteRequest(new DeleteRequest(key.Attributes)), time);

    private static Task WriteAsync(IAmazonDynamoDB dynamo, string table, IEnumerable<Item> items, Func<Item, WriteRequest> request, TimeProvider time) => InChunksAsync(items, MostWrites, async chunk =>
    {
        var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. chunk.Select(request)] };
        while (left is { Count: > 0 })
        {
            left = (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left })).UnprocessedItems;
            if (left is { Count: > 0 })
                await Task.Delay(Pause, time);
        }
    });

    private static Task InChunksAsync(IEnumerable<Item> items, int size, Func<Item[], Task> action) =>
        Parallel.ForEachAsync(items.Chunk(size), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (chunk, _) => await action(chunk));
}

using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;

namespace Clinic.Core.Storage;

/// <summary>Reads and conditional updates of one item.</summary>
internal static class SingleItem
{
    /// <summary>Reads an item, consistently; null when there is none.</summary>
    public static async Task<Dictionary<string, AttributeValue>?> FindAsync(this IAmazonDynamoDB dynamo, string table, Item key)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = key.Attributes, ConsistentRead = true });
        return found.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>The item as it is after the update; null when the condition refused it.</summary>
    public static async Task<Dictionary<string, AttributeValue>?> TryUpdateAsync(this IAmazonDynamoDB dynamo, string table, Item key, Expression update, Expression condition)
    {
        try
        {
            var response = await dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table,
                Key = key.Attributes,
                UpdateExpression = update.Text,
                ConditionExpression = condition.Text,
                ExpressionAttributeNames = Expression.NamesOf(update, condition),
                ExpressionAttributeValues = Expression.ValuesOf(update, condition),
                ReturnValues = ReturnValue.ALL_NEW,
            });
            return response.Attributes;
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }
}

/// <summary>
/// Reads many items of a table by their keys in as few requests as possible, some of them in parallel. What DynamoDB leaves undone
/// of a request is sent again after a pause (<see cref="Contention.DrainAsync"/>).
/// </summary>
internal static class ManyItems
{
    private const int MostGets = 100;

    /// <summary>How many requests to DynamoDB are under way at once.</summary>
    public const int Workers = 4;
    public static readonly ParallelOptions SideBySide = new() { MaxDegreeOfParallelism = Workers };

    /// <summary>The items that exist, read consistently, in no order.</summary>
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
            var response = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { [table] = wanted } });
            foreach (var item in response.Responses?.GetValueOrDefault(table) ?? [])
                found.Add(item);
            return response.UnprocessedKeys?.GetValueOrDefault(table)?.Keys ?? [];
        });
        return found;
    }

    public static Task InChunksAsync<T>(IEnumerable<T> items, int size, TimeProvider time, Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> attempt)
    {
        var contention = new Contention(time);
        return Parallel.ForEachAsync(
            items.Chunk(size), SideBySide, async (chunk, _) => await contention.DrainAsync(chunk, attempt));
    }
}

/// <summary>Queries of one partition of a table or of an index. The table itself is read consistently, which an index cannot be.</summary>
internal static class PagedQuery
{
    /// <summary>All items of a partition.</summary>
    public static Task<List<Dictionary<string, AttributeValue>>> ReadPartitionAsync(this IAmazonDynamoDB dynamo, string table, Expression key, string? index = null) =>
        dynamo.ReadPastAsync(
            new QueryRequest
            {
                TableName = table,
                IndexName = index,
                ConsistentRead = index is null,
                KeyConditionExpression = key.Text,
                ExpressionAttributeNames = key.Names,
                ExpressionAttributeValues = key.Values,
            },
            int.MaxValue);

    /// <summary>The items of a partition from a page's beginning on: more than the page holds, or all of them, however many are filtered out.</summary>
    /// <param name="partition">The attribute of the partition key and its value.</param>
    /// <param name="position">The attribute of the sort key. The list descends by it: what is sorted by time comes newest first.</param>
    /// <param name="isWanted">Selects from what the filter lets through; null for all.</param>
    public static Task<List<Dictionary<string, AttributeValue>>> ReadListAsync(
        this IAmazonDynamoDB dynamo,
        string table,
        string? index,
        (string Name, string Value) partition,
        string position,
        Page page,
        Expression? filter = null,
        bool ascends = false,
        Func<Dictionary<string, AttributeValue>, bool>? isWanted = null)
    {
        var key = new Expression($"#{partition.Name} = :partition" + (page.After is null ? "" : $" AND #{position} {(ascends ? ">" : "<")} :after")).With(":partition", partition.Value);
        if (page.After is not null)
            key.With(":after", page.After);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            ConsistentRead = index is null,
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            ScanIndexForward = ascends,
            Limit = filter is null ? page.Limit + 1 : null,
        };
        return dynamo.ReadPastAsync(request, page.Limit, isWanted);
    }

    /// <summary>All items of a query, of which a page at a time is held.</summary>
    public static async IAsyncEnumerable<Dictionary<string, AttributeValue>> ReadItemsAsync(this IAmazonDynamoDB dynamo, QueryRequest request)
    {
        do
        {
            var page = await dynamo.QueryAsync(request);
            foreach (var item in page.Items ?? [])
                yield return item;
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>More than <paramref name="limit"/> items, or all that there are.</summary>
    /// <param name="isWanted">Selects from what the query finds; null for all.</param>
    public static async Task<List<Dictionary<string, AttributeValue>>> ReadPastAsync(
        this IAmazonDynamoDB dynamo, QueryRequest request, int limit, Func<Dictionary<string, AttributeValue>, bool>? isWanted = null)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        await foreach (var item in dynamo.ReadItemsAsync(request).Where(isWanted ?? (static _ => true)))
        {
            found.Add(item);
            if (found.Count > limit)
                break;
        }
        return found;
    }
}

/// <summary>Reads a table from end to end, consistently. No request does this.</summary>
internal static class WholeTable
{
    /// <summary>The items of one page that a filter lets through.</summary>
    /// <param name="after">The key after which the page begins; null for the first page.</param>
    /// <param name="length">How many items are looked at.</param>
    /// <returns>The items, and the key after which the next page begins; null when this was the last page.</returns>
    public static async Task<(List<Dictionary<string, AttributeValue>> Items, Dictionary<string, AttributeValue>? Next)> ReadPageAsync(
        this IAmazonDynamoDB dynamo, string table, Item? after, int length, Expression filter, Expression projection)
    {
        var page = await dynamo.ScanAsync(new ScanRequest
        {
            TableName = table,
            ConsistentRead = true,
            Limit = length,
            ExclusiveStartKey = after?.Attributes,
            FilterExpression = filter.Text,
            ProjectionExpression = projection.Text,
            ExpressionAttributeNames = Expression.NamesOf(filter, projection),
            ExpressionAttributeValues = filter.Values,
        });
        return (page.Items ?? [], page.LastEvaluatedKey is { Count: > 0 } next ? next : null);
    }

    public static async IAsyncEnumerable<Dictionary<string, AttributeValue>> ReadAllAsync(this IAmazonDynamoDB dynamo, string table, Expression? projection = null)
    {
        var request = new ScanRequest
        {
            TableName = table,
            ConsistentRead = true,
            ProjectionExpression = projection?.Text,
            ExpressionAttributeNames = projection?.Names,
        };
        do
        {
            var page = await dynamo.ScanAsync(request);
            foreach (var item in page.Items ?? [])
                yield return item;
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }
}

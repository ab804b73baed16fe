using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Packs parts, whose writes belong together, into as few transactions as possible: a transaction has as many writes as
/// DynamoDB allows, which are fewer with an old DynamoDB Local, and what several parts add to the same item is one write.
/// </summary>
internal sealed partial class TransactionPacking(Contention contention)
{
    private const int MostWrites = 100;

    /// <summary>After so many transactions with a lowered limit, the full limit is tried again.</summary>
    private const int TrialEvery = 100;
    private volatile int mostWrites = MostWrites;
    private int transactions;

    /// <param name="itemsOf">The names of the items that a part writes to, each of which is in a transaction only once.</param>
    /// <param name="transactionOf">All writes of some parts.</param>
    /// <returns>The parts that were refused; every other one is written.</returns>
    internal async Task<IReadOnlyList<T>> CommitAsync<T>(IEnumerable<T> parts, Func<T, IEnumerable<object>> itemsOf, Func<IReadOnlyList<T>, Transaction> transactionOf)
    {
        var left = new Queue<T>(parts);
        var refused = new List<T>();
        while (left.Count > 0)
        {
            if (Interlocked.Increment(ref transactions) % TrialEvery == 0)
                mostWrites = MostWrites;
            var limit = mostWrites;
            var pack = Take(left, itemsOf, limit);
            try
            {
                await CommitAsync(pack, transactionOf, refused);
            }
            catch (AmazonDynamoDBException error) when (pack.Count > 1 && LimitIn(error) is { } lower && lower < limit)
            {
                mostWrites = lower;
                left = new Queue<T>([.. pack, .. left]);
            }
        }
        return refused;
    }

    /// <summary>Halves a refused pack until the part that is refused or not valid is alone.</summary>
    private async Task CommitAsync<T>(IReadOnlyList<T> pack, Func<IReadOnlyList<T>, Transaction> transactionOf, List<T> refused)
    {
        if (await TryAsync(pack, transactionOf))
            return;
        if (pack.Count == 1)
        {
            refused.Add(pack[0]);
            return;
        }
        foreach (var half in pack.Chunk((pack.Count + 1) / 2))
            await CommitAsync(half, transactionOf, refused);
    }

    private async Task<bool> TryAsync<T>(IReadOnlyList<T> pack, Func<IReadOnlyList<T>, Transaction> transactionOf)
    {
        try
        {
            return await contention.RetryAsync(() => transactionOf(pack).TryCommitAsync());
        }
        catch (AmazonDynamoDBException error) when (pack.Count > 1 && error.ErrorCode == "ValidationException" && LimitIn(error) is null)
        {
            return false; // together they may have more bytes than a transaction takes
        }
    }

    private static List<T> Take<T>(Queue<T> left, Func<T, IEnumerable<object>> itemsOf, int limit)
    {
        var pack = new List<T> { left.Dequeue() };
        var items = itemsOf(pack[0]).ToHashSet();
        while (left.TryPeek(out var next) && itemsOf(next).Count(item => !items.Contains(item)) <= limit - items.Count)
        {
            items.UnionWith(itemsOf(next));
            pack.Add(left.Dequeue());
        }
        return pack;
    }

    /// <summary>How many writes a transaction may have, if the error says that it has more; null for every other error.</summary>
    private static int? LimitIn(AmazonDynamoDBException error) =>
        error.ErrorCode == "ValidationException" && TooManyWrites().Match(error.Message) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>DynamoDB names the member; DynamoDB Local does not.</summary>
    [GeneratedRegex(@"^(?:.*'transactItems'.* )?Member must have length less than or equal to (\d+)$", RegexOptions.Singleline)]
    private static partial Regex TooManyWrites();
}

/// <summary>
/// Puts and deletes many items of a table in as few requests as possible, some of them in parallel. What DynamoDB leaves undone
/// of a request is sent again after a pause (<see cref="Contention.DrainAsync"/>).
/// </summary>
internal static class ManyWrites
{
    public const int MostWrites = 25;

    /// <summary>Puts items unconditionally; no two of them have the same key.</summary>
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
        ManyItems.InChunksAsync(items.Select(request), MostWrites, time, chunk => dynamo.TryWriteAsync(table, chunk));
}

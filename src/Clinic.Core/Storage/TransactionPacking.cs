using Amazon.DynamoDBv2;

namespace Clinic.Core.Storage;

/// <summary>
/// Puts things that are written together with others into as few transactions as hold them: a transaction has as many writes as
/// DynamoDB takes, which is fewer where it is an old DynamoDB Local, and what several things add to the same item is one write.
/// </summary>
public sealed class TransactionPacking(Contention contention)
{
    private const int OldMostWrites = 10;
    private volatile int mostWrites = 100;

    /// <param name="itemsOf">What names the items that a part writes to, each of them once in a transaction.</param>
    /// <param name="transactionOf">All writes of some parts.</param>
    /// <returns>The parts that a guard refused; every other one is written.</returns>
    internal async Task<IReadOnlyList<T>> CommitAsync<T>(IEnumerable<T> parts, Func<T, IEnumerable<object>> itemsOf, Func<IReadOnlyList<T>, Transaction> transactionOf)
    {
        var left = new Queue<T>(parts);
        var refused = new List<T>();
        while (left.Count > 0)
        {
            var limit = mostWrites;
            var pack = Take(left, itemsOf, limit);
            switch (await TryAsync(pack, transactionOf, limit))
            {
                case null:
                    left = new Queue<T>([.. pack, .. left]);
                    break;
                case false when pack.Count == 1:
                    refused.Add(pack[0]);
                    break;
                case false: // one of them; the others are written without it
                    foreach (var part in pack)
                    {
                        if (await TryAsync([part], transactionOf, OldMostWrites) is false)
                            refused.Add(part);
                    }
                    break;
            }
        }
        return refused;
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

    /// <returns>Whether they were written; null when the transaction has more writes than this DynamoDB takes.</returns>
    private Task<bool?> TryAsync<T>(IReadOnlyList<T> pack, Func<IReadOnlyList<T>, Transaction> transactionOf, int limit) => contention.RetryAsync<bool?>(async () =>
    {
        try
        {
            return await transactionOf(pack).CommitAsync() is null;
        }
        catch (AmazonDynamoDBException error) when (limit > OldMostWrites && error.ErrorCode == "ValidationException")
        {
            mostWrites = OldMostWrites;
            return null;
        }
    });
}

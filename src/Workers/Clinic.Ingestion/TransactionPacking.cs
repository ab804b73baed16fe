using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Puts things that are written together with others into as few transactions as hold them: a transaction has as many writes as
/// DynamoDB takes, which is fewer where it is an old DynamoDB Local, and what several things add to the same item is one write.
/// </summary>
internal sealed partial class TransactionPacking(Contention contention)
{
    private const int MostWrites = 100;

    /// <summary>After so many transactions a lowered limit is tried whole again.</summary>
    private const int TrialEvery = 100;
    private volatile int mostWrites = MostWrites;
    private int transactions;

    /// <param name="itemsOf">What names the items that a part writes to, each of them once in a transaction.</param>
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

    /// <summary>Halves a pack that is refused until the part is alone that is refused, or not valid.</summary>
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

    /// <summary>How many writes a transaction may have, where the error says that it has more; null for every other error.</summary>
    private static int? LimitIn(AmazonDynamoDBException error) =>
        error.ErrorCode == "ValidationException" && TooManyWrites().Match(error.Message) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>DynamoDB names the member; DynamoDB Local does not.</summary>
    [GeneratedRegex(@"^(?:.*'transactItems'.* )?Member must have length less than or equal to (\d+)$", RegexOptions.Singleline)]
    private static partial Regex TooManyWrites();
}

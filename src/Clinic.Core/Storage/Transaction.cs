using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;

namespace Clinic.Core.Storage;

/// <summary>
/// One unit of work, a TransactWriteItems: all of its writes happen or none. A conditional write says what its refusal means
/// (<c>unless</c>), and the commit throws exactly that.
/// </summary>
internal sealed class Transaction(IAmazonDynamoDB dynamo)
{
    private readonly List<TransactWriteItem> writes = [];
    private readonly List<Func<Exception>?> refusals = [];

    public int Count => writes.Count;

    /// <summary>Puts an item that must not be there yet.</summary>
    public Transaction Create(string table, Item item, string key, Func<Exception>? unless = null) =>
        Add(unless, new TransactWriteItem
        {
            Put = new Put { TableName = table, Item = item.Attributes, ConditionExpression = $"attribute_not_exists({key})" },
        });

    public Transaction Put(string table, Item item, Expression? condition = null, Func<Exception>? unless = null) =>
        Add(unless, new TransactWriteItem
        {
            Put = new Put
            {
                TableName = table,
                Item = item.Attributes,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = condition?.Names,
                ExpressionAttributeValues = condition?.Values,
            },
        });

    public Transaction Update(string table, Item key, Expression update, Expression? condition = null, Func<Exception>? unless = null) =>
        Add(unless, new TransactWriteItem
        {
            Update = new Update
            {
                TableName = table,
                Key = key.Attributes,
                UpdateExpression = update.Text,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = Expression.NamesOf(update, condition),
                ExpressionAttributeValues = Expression.ValuesOf(update, condition),
            },
        });

    public Transaction Delete(string table, Item key, Expression? condition = null, Func<Exception>? unless = null) =>
        Add(unless, new TransactWriteItem
        {
            Delete = new Delete
            {
                TableName = table,
                Key = key.Attributes,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = condition?.Names,
                ExpressionAttributeValues = condition?.Values,
            },
        });

    public Transaction Check(string table, Item key, Expression condition, Func<Exception> unless) =>
        Add(unless, new TransactWriteItem
        {
            ConditionCheck = new ConditionCheck
            {
                TableName = table,
                Key = key.Attributes,
                ConditionExpression = condition.Text,
                ExpressionAttributeNames = condition.Names,
                ExpressionAttributeValues = condition.Values,
            },
        });

    /// <exception cref="ContentionException">Another transaction held an item: nothing was written, and another attempt may succeed.</exception>
    /// <exception cref="InvalidOperationException">A write was refused although nobody expected that.</exception>
    public async Task CommitAsync()
    {
        if (!await TryCommitAsync())
            throw new InvalidOperationException("A write was refused that says nothing about its refusal.");
    }

    /// <returns>False when the first refused write says nothing about its refusal: the caller decides what it means.</returns>
    /// <exception cref="ContentionException">Another transaction held an item: nothing was written, and another attempt may succeed.</exception>
    public async Task<bool> TryCommitAsync()
    {
        try
        {
            await dynamo.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = writes });
            return true;
        }
        catch (TransactionCanceledException canceled)
        {
            var refused = canceled.CancellationReasons.FindIndex(reason => reason.Code == "ConditionalCheckFailed");
            if (refused >= 0)
                return refusals[refused] is { } refusal ? throw refusal() : false;
            throw canceled.CancellationReasons.Exists(reason => reason.Code is "TransactionConflict" or "ThrottlingError" or "ProvisionedThroughputExceeded")
                ? new ContentionException(canceled)
                : canceled;
        }
    }

    private Transaction Add(Func<Exception>? unless, TransactWriteItem write)
    {
        writes.Add(write);
        refusals.Add(unless);
        return this;
    }
}

/// <summary>Another writer got in between: nothing was written, and reading again and repeating may succeed.</summary>
public sealed class ContentionException(Exception? cause = null) : Exception("Another transaction held an item of this one.", cause);

/// <summary>
/// Repeats what lost a race, with growing jittered pauses, until it wins or the request's time is nearly over. Where attempts are slow the
/// pauses are in proportion to them: many who write one item at once would otherwise slow each other down with attempts that are in vain.
/// </summary>
public sealed class Contention(TimeProvider time)
{
    /// <summary>After this long the last attempt begins: with a slow one it still ends within the function's time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan LongestPauseOfSlow = TimeSpan.FromSeconds(5);

    /// <summary>What an attempt takes beyond this is a sign of too many at once.</summary>
    private static readonly TimeSpan LongestOrdinary = TimeSpan.FromMilliseconds(50);

    /// <exception cref="BusyException">The race was lost every time; nothing was written.</exception>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var begun = time.GetTimestamp();
            TimeSpan left;
            try
            {
                return await attempt();
            }
            catch (ContentionException lost)
            {
                left = Patience - time.GetElapsedTime(started);
                if (left < TimeSpan.Zero)
                    throw new BusyException(lost);
            }
            await PauseAsync(tries, time.GetElapsedTime(begun), left);
        }
    }

    /// <summary>Repeats a batch with what DynamoDB has left undone, with growing jittered pauses, until nothing is left.</summary>
    /// <param name="attempt">Returns the part of its argument that was not done.</param>
    /// <exception cref="BusyException">No attempt has made progress for a while.</exception>
    public async Task DrainAsync<T>(IReadOnlyList<T> batch, Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> attempt)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var left = await attempt(batch);
            if (left.Count == 0)
                return;
            if (left.Count < batch.Count)
                started = time.GetTimestamp();
            else if (time.GetElapsedTime(started) > Patience)
                throw new BusyException();
            batch = left;
            await PauseAsync(tries);
        }
    }

    /// <summary>A pause before the next attempt, in which others may finish.</summary>
    /// <param name="attempt">How long the last attempt took, if it is known.</param>
    /// <param name="left">The longest that it may be, if there is a bound.</param>
    public Task PauseAsync(int tries, TimeSpan attempt = default, TimeSpan? left = null)
    {
        var pause = LongestPauseAfter(tries, attempt) * Random.Shared.NextDouble();
        return Task.Delay(pause > left ? left.Value : pause, time);
    }

    /// <summary>The longest pause after so many attempts; the pause is a random part of it.</summary>
    public static TimeSpan LongestPauseAfter(int tries, TimeSpan attempt = default)
    {
        var ordinary = Grown(ShortestPause, tries, LongestPause);
        var slow = Grown(2 * (attempt - LongestOrdinary), tries, LongestPauseOfSlow);
        return slow > ordinary ? slow : ordinary;
    }

    private static TimeSpan Grown(TimeSpan pause, int tries, TimeSpan longest) => TimeSpan.FromTicks((long)Math.Min(longest.Ticks, pause.Ticks * Math.Pow(2, tries)));
}

using Amazon.DynamoDBv2;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// The holder of the lease is the only one that imports. It is renewed during the import and given back at its end. After a
/// crash or an error it runs out, and by then no request of the holder is under way any more.
/// </summary>
internal sealed class ImportLease(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <summary>Longer than a request with all its retries may take.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly Item Key = new Item().Text("group", "imports").Text("row", "lease");
    private long renewed;

    /// <returns>False while somebody else has it.</returns>
    public Task<bool> ClaimAsync(string holder) => TakeAsync(
        holder, now => new Expression("attribute_not_exists(#heldUntil) OR #heldUntil < :now").With(":now", now));

    /// <summary>Renews it until the work is done.</summary>
    public async Task HoldAsync(string holder, Func<Task> work)
    {
        var timer = new PeriodicTimer(Renewal, time);
        var renewing = RenewAsync(holder, timer);
        try
        {
            await work();
        }
        finally
        {
            timer.Dispose();
            await renewing;
        }
    }

    public Task ReleaseAsync(string holder) => dynamo.TryUpdateAsync(table, Key, new Expression("REMOVE #heldUntil, #holder"), HeldBy(holder));

    /// <summary>To be called before an unconditional write: the write is over before another holder imports.</summary>
    /// <exception cref="InvalidOperationException">It is about to run out, or has.</exception>
    internal void Check()
    {
        if (time.GetElapsedTime(renewed) > Length - Margin)
            throw new InvalidOperationException("The import's lease has not been renewed in time; whoever has it next goes on.");
    }

    private async Task RenewAsync(string holder, PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync() && await TakeAsync(holder, _ => HeldBy(holder)))
        {
        }
    }

    private async Task<bool> TakeAsync(string holder, Func<DateTimeOffset, Expression> condition)
    {
        var (asked, now) = (time.GetTimestamp(), time.GetUtcNow());
        var update = new Expression("SET #holder = :holder, #heldUntil = :until").With(":holder", holder).With(":until", now + Length);
        if (await dynamo.TryUpdateAsync(table, Key, update, condition(now)) is null)
            return false;
        renewed = asked;
        return true;
    }

    private static Expression HeldBy(string holder) => new Expression("#holder = :held").With(":held", holder);
}

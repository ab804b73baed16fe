using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>Reads one shard from its checkpoint to its end, however often the database is unavailable in the meantime.</summary>
internal sealed class ShardReader(
    StreamTrigger trigger, StreamClient streams, StreamDelivery delivery, Checkpoints checkpoints, Outage outage, TimeProvider time)
{
    /// <summary>The largest number of records that one call of GetRecords returns.</summary>
    private const int PageSize = 1000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>Throws when the stream itself is gone.</summary>
    public async Task RunAsync(StreamShard shard, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ReadToEndAsync(shard, await IteratorAsync(shard, stop), stop);
                return;
            }
            catch (Exception e) when (e is not StreamException { IsGone: true } && !stop.IsCancellationRequested)
            {
                await outage.WaitAsync(e, stop);
            }
        }
    }

    private async Task ReadToEndAsync(StreamShard shard, string? iterator, CancellationToken stop)
    {
        while (iterator is not null)
        {
            var batch = new ShardBatch(trigger, time);
            do
            {
                var page = await streams.ReadAsync(iterator, Math.Min(batch.Room, PageSize), stop);
                outage.IsOver();
                batch.Add(page.Records);
                iterator = page.Next;
                if (page.Records.Count == 0 && iterator is not null)
                    await Task.Delay(PollInterval, time, stop);
            }
            while (iterator is not null && batch.IsFilling);
            if (batch.Records.Count > 0)
                await delivery.DeliverAsync(shard, batch.Records, stop);
            // The checkpoint also passes the records that the filter dropped.
            if (batch.LastRead is { } last)
                checkpoints.Advance(trigger.Name, shard, last);
        }
        checkpoints.Advance(trigger.Name, shard, Checkpoints.End);
    }

    private async Task<string> IteratorAsync(StreamShard shard, CancellationToken stop)
    {
        try
        {
            return await streams.IteratorAsync(shard, checkpoints.Of(trigger.Name, shard), stop);
        }
        catch (StreamException e) when (e.IsTrimmed)
        {
            // The records are more than a day old and gone: continue with the oldest that the stream still has.
            return await streams.IteratorAsync(shard, null, stop);
        }
    }
}

/// <summary>The shards to read now: those that are not read to their end, and whose parent is read to its end or trimmed.</summary>
internal static class ShardOrder
{
    public static IEnumerable<StreamShard> Ready(IReadOnlyCollection<StreamShard> shards, Func<StreamShard, bool> isDone)
    {
        var open = shards.Where(shard => !isDone(shard)).ToList();
        var unread = open.Select(shard => shard.ShardId).ToHashSet();
        return open.Where(shard => shard.ParentShardId is not { } parent || !unread.Contains(parent));
    }
}

using Amazon.DynamoDBv2;
using Clinic.Local.Template;

namespace Clinic.Local.EventSources;

/// <summary>
/// Lambda's poller for one trigger: it finds the table's stream and reads its shards, a shard after its parent. A table that was
/// made anew has a new stream, which is read from its beginning.
/// </summary>
internal sealed class StreamPoller(
    StreamTrigger trigger, string table, IAmazonDynamoDB tables, StreamClient streams, ShardReader reader,
    Checkpoints checkpoints, Outage outage, TimeProvider time)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(150);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowStreamAsync(stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                await outage.WaitAsync(e, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowStreamAsync(CancellationToken stop)
    {
        var stream = (await tables.DescribeTableAsync(table, stop)).Table.LatestStreamArn;
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = new Dictionary<string, Task>();
        try
        {
            while (true)
            {
                foreach (var shard in await ReadyShardsAsync(stream, stop))
                {
                    if (!reading.ContainsKey(shard.ShardId))
                        reading.Add(shard.ShardId, reader.RunAsync(shard, life.Token));
                }
                if (reading.Count == 0)
                {
                    // Every shard is closed: its successors appear in a moment.
                    await Task.Delay(Idle, time, stop);
                    continue;
                }
                var ended = await Task.WhenAny(reading.Values);
                reading.Remove(reading.First(shard => shard.Value == ended).Key);
                await ended;
            }
        }
        finally
        {
            await life.CancelAsync();
            await Task.WhenAll(reading.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The shards that are not read to their end, and whose parent is.</summary>
    private async Task<IReadOnlyList<StreamShard>> ReadyShardsAsync(string stream, CancellationToken stop)
    {
        var shards = await streams.ShardsAsync(stream, stop);
        outage.IsOver();
        var ids = shards.Select(shard => shard.ShardId).ToHashSet();
        checkpoints.Keep(trigger.Name, stream, ids);
        return [.. shards.Where(shard => !IsDone(shard.ShardId) && !IsToBeDone(shard.ParentShardId))];

        bool IsToBeDone(string? parent) => parent is not null && ids.Contains(parent) && !IsDone(parent);

        bool IsDone(string id) => checkpoints.Of(trigger.Name, new StreamShard(stream, id)) == Checkpoints.End;
    }
}

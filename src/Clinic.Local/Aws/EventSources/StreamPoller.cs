using Amazon.DynamoDBv2;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

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
                    // Every shard is closed: another appears in a moment, or the table is gone and will have another stream.
                    await Task.Delay(Idle, time, stop);
                    return;
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

    private async Task<IEnumerable<StreamShard>> ReadyShardsAsync(string stream, CancellationToken stop)
    {
        var shards = await streams.ShardsAsync(stream, stop);
        outage.IsOver();
        checkpoints.Keep(trigger.Name, stream, shards.Select(shard => shard.ShardId).ToHashSet());
        return ShardOrder.Ready(shards, shard => checkpoints.Of(trigger.Name, shard) == Checkpoints.End);
    }
}

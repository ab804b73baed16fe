using Amazon.DynamoDBv2;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Lambda's poller for one trigger: it finds the table's stream and reads its shards, a shard after its parent. A table that was
/// created again has a new stream, which is read from its beginning.
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

/// <summary>
/// Hands the records of a shard to the function or the pipe's target, in order and one batch at a time, until they are processed or given up. The
/// checkpoint follows every step.
/// </summary>
internal sealed class StreamDelivery(
    StreamTrigger trigger, LambdaService lambda, Action<string, string> startExecution, QueueService queues, Checkpoints checkpoints, TimeProvider time)
{
    private static readonly TimeSpan ThrottlePause = TimeSpan.FromSeconds(1);
    private readonly RetryRules rules = new(trigger);

    /// <summary><paramref name="stop"/> does not interrupt a running invocation: what it did still counts.</summary>
    public async Task DeliverAsync(StreamShard shard, IReadOnlyList<StreamRecord> records, CancellationToken stop)
    {
        var batches = new Stack<StreamBatch>([new StreamBatch(records)]);
        string? error = null;
        while (batches.TryPop(out var batch))
        {
            stop.ThrowIfCancellationRequested();
            if (rules.TooOld(batch.Records, time.GetUtcNow()) is var old and > 0)
            {
                GiveUp(shard, batch with { Records = [.. batch.Records.Take(old)] }, FailureCondition.RecordAgeExceeded, error);
                batch = batch with { Records = [.. batch.Records.Skip(old)] };
                if (batch.Records.Count == 0)
                    continue;
            }
            var answer = await InvokeAsync(shard, batch.Records, stop);
            var taken = BatchAnswer.Taken(answer, batch.Records, trigger.ReportsItemFailures);
            Advance(shard, batch.Records.Take(taken));
            if (taken == batch.Records.Count)
                continue;
            // A function that is stopped with the host has not failed.
            stop.ThrowIfCancellationRequested();
            error = answer.FunctionError;
            await FollowAsync(shard, rules.After(batch, taken), error, batches, stop);
        }
    }

    private async Task FollowAsync(
        StreamShard shard, BatchVerdict verdict, string? error, Stack<StreamBatch> batches, CancellationToken stop)
    {
        if (verdict.GivenUp is { } lost)
            GiveUp(shard, lost, FailureCondition.RetryAttemptsExhausted, error);
        foreach (var next in verdict.Next.Reverse())
            batches.Push(next);
        if (verdict.Next is [var first, ..])
            await Task.Delay(RetryRules.Pause(first), time, stop);
    }

    private async Task<Invocation> InvokeAsync(StreamShard shard, IReadOnlyList<StreamRecord> records, CancellationToken stop)
    {
        if (trigger.StateMachine is { } machine)
        {
            startExecution(machine, StreamEvent.List(records, shard.StreamArn).ToJsonString());
            return new Invocation(default, null);
        }
        var payload = StreamEvent.Of(records, shard.StreamArn);
        while (true)
        {
            try
            {
                return await lambda.InvokeAsync(trigger.Function, payload, CancellationToken.None);
            }
            catch (TooManyInvocationsException)
            {
                // As at Lambda, a throttled invocation costs no retry.
                await Task.Delay(ThrottlePause, time, stop);
            }
        }
    }

    private void GiveUp(StreamShard shard, StreamBatch batch, FailureCondition condition, string? error)
    {
        if (trigger.OnFailureQueue is { } queue)
        {
            var name = lambda.Functions.Single(function => function.LogicalId == trigger.Function).Name;
            queues.Send(queue, FailureDocument.Of(batch, condition, error, shard, name, time.GetUtcNow()).ToJsonString());
        }
        Advance(shard, batch.Records);
    }

    private void Advance(StreamShard shard, IEnumerable<StreamRecord> done)
    {
        if (done.LastOrDefault() is { } last)
            checkpoints.Advance(trigger.Name, shard, last.SequenceNumber);
    }
}

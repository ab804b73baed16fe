using Amazon.DynamoDBv2;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.S3;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>Invokes functions and starts state machines for the streams of tables, new objects, and schedules. Without a folder it does not remember what it did.</summary>
internal sealed class TriggerService(
    ClinicTemplate template, LambdaService lambda, Action<string, string> startExecution, QueueService queues, string? folder, Action<string> progress, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly AsyncInvocations invocations = new(lambda, queues, PathOf(folder, "invocations.json"), time);
    private readonly CancellationTokenSource stopping = new();
    private IAmazonDynamoDB? tables;
    private StreamClient? streams;
    private Task running = Task.CompletedTask;

    /// <summary>Starts, once the tables exist.</summary>
    public void Start(DynamoDbLocal database)
    {
        tables = database.CreateClient();
        streams = new StreamClient(database.ServiceUrl);
        var checkpoints = new Checkpoints(PathOf(folder, "checkpoints.json"));
        invocations.Start();
        running = Task.WhenAll(
        [
            .. template.Streams.Select(trigger => Task.Run(() => Poller(trigger, checkpoints).RunAsync(stopping.Token))),
            .. template.Schedules.Select(trigger => Task.Run(() =>
                new ScheduleClock(trigger, (function, payload) => lambda.InvokeAsync(function, payload), time).RunAsync(stopping.Token))),
        ]);
    }

    /// <summary>Invokes the functions with a trigger for a new object. The event's name has no s3: prefix.</summary>
    public void Announce(string eventName, StoredObject known)
    {
        foreach (var trigger in template.Objects.Where(trigger => trigger.Bucket == known.Bucket && trigger.Takes(eventName, known.Key)))
            invocations.Post(trigger.Function, ObjectEvent.Of(trigger, eventName, known).ToJsonString());
    }

    /// <summary>Begins nothing new, and gives what is under way a few seconds to end.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await invocations.StopAsync();
        await Task.WhenAny(running, Task.Delay(Patience, time));
    }

    /// <summary>Waits for the end. After the functions' processes have ended, nothing can take long.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await invocations.DisposeAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tables?.Dispose();
        streams?.Dispose();
    }

    private static string? PathOf(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

    private StreamPoller Poller(StreamTrigger trigger, Checkpoints checkpoints)
    {
        var outage = new Outage(trigger.Name, progress, time);
        var delivery = new StreamDelivery(trigger, lambda, startExecution, queues, checkpoints, time);
        var reader = new ShardReader(trigger, streams!, delivery, checkpoints, outage, time);
        var table = template.Tables.Single(table => table.LogicalId == trigger.Table).Name;
        return new StreamPoller(trigger, table, tables!, streams!, reader, checkpoints, outage, time);
    }
}

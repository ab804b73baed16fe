using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Sqs;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Lambda's queue of asynchronous invocations: each is tried at once, after a minute and after two more, as far as the function's
/// rules allow, and then told to its queue for failures. What is not done yet is in a file, so that it outlives the host; without a
/// path it is in memory only.
/// </summary>
internal sealed class AsyncInvocations(LambdaService lambda, QueueService queues, string? path, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Throttled = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, AsyncInvocation> pending = new();
    private readonly ConcurrentDictionary<string, Task> running = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private bool started;

    /// <summary>Begins with what an earlier host has left, and with what has been posted to this one.</summary>
    public void Start()
    {
        lock (gate)
        {
            foreach (var left in Read())
                pending[left.Id] = left;
            started = true;
            foreach (var invocation in pending.Values)
                Begin(invocation);
        }
    }

    public void Post(string function, string payload)
    {
        var now = time.GetUtcNow();
        var invocation = new AsyncInvocation(Guid.CreateVersion7(now).ToString(), function, payload, now, 0);
        lock (gate)
        {
            pending[invocation.Id] = invocation;
            Save();
            if (started)
                Begin(invocation);
        }
    }

    /// <summary>Begins nothing more; what is under way goes on and is done again by the next host.</summary>
    public Task StopAsync() => stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private void Begin(AsyncInvocation invocation) => running[invocation.Id] = Task.Run(() => RunAsync(invocation));

    private async Task RunAsync(AsyncInvocation invocation)
    {
        var rules = lambda.Find(invocation.Function)!.Async;
        while (await InvokeAsync(invocation) is { FunctionError: not null } failed)
        {
            // A function that is stopped with the host has not failed.
            stopping.Token.ThrowIfCancellationRequested();
            invocation = invocation with { Attempts = invocation.Attempts + 1 };
            var pause = TimeSpan.FromMinutes(invocation.Attempts);
            if (invocation.Attempts > rules.RetryAttempts || time.GetUtcNow() + pause > invocation.At + rules.EventAge)
            {
                GiveUp(invocation, rules, failed);
                break;
            }
            pending[invocation.Id] = invocation;
            Save();
            await Task.Delay(pause, time, stopping.Token);
        }
        pending.TryRemove(invocation.Id, out _);
        running.TryRemove(invocation.Id, out _);
        Save();
    }

    private async Task<Invocation> InvokeAsync(AsyncInvocation invocation)
    {
        while (true)
        {
            stopping.Token.ThrowIfCancellationRequested();
            try
            {
                return await lambda.InvokeAsync(invocation.Function, Encoding.UTF8.GetBytes(invocation.Payload));
            }
            catch (TooManyInvocationsException)
            {
                await Task.Delay(Throttled, time, stopping.Token);
            }
        }
    }

    private void GiveUp(AsyncInvocation invocation, Template.AsyncRules rules, Invocation failed)
    {
        if (rules.OnFailureQueue is not { } queue)
            return;
        var condition = invocation.Attempts > rules.RetryAttempts ? "RetriesExhausted" : "EventAgeExceeded";
        queues.Send(queue, AsyncFailureDocument.Of(invocation, condition, lambda.Find(invocation.Function)!.Name, failed, time.GetUtcNow()).ToJsonString());
    }

    private IEnumerable<AsyncInvocation> Read() => path is not null && File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonArray left
        ? left.OfType<JsonObject>().Select(AsyncInvocation.Of)
        : [];

    private void Save()
    {
        if (path is null)
            return;
        lock (gate)
            PrivateFile.Replace(path, new JsonArray([.. pending.Values.Select(invocation => invocation.ToJson())]).ToJsonString() + "\n");
    }
}

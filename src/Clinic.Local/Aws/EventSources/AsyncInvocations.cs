using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Lambda's queue of asynchronous invocations: each is attempted at once, after a minute and after two more, as far as the function's
/// rules allow, and then reported to its queue for failures. What is not done yet is in a file, so that it outlives the host; without a
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

    /// <summary>Starts with what an earlier host has left, and with what has been posted to this one.</summary>
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

    /// <summary>Begins nothing new. What is under way continues, and the next host repeats it.</summary>
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

/// <summary>An invocation whose caller does not wait; Attempts counts those that failed.</summary>
internal sealed record AsyncInvocation(string Id, string Function, string Payload, DateTimeOffset At, int Attempts)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["function"] = Function,
        ["payload"] = Payload,
        ["at"] = At,
        ["attempts"] = Attempts,
    };

    public static AsyncInvocation Of(JsonObject json) =>
        new((string)json["id"]!, (string)json["function"]!, (string)json["payload"]!, (DateTimeOffset)json["at"]!, (int)json["attempts"]!);
}

/// <summary>What Lambda sends to an OnFailure destination of asynchronous invocations: the event and the function's last error.</summary>
internal static class AsyncFailureDocument
{
    public static JsonObject Of(AsyncInvocation invocation, string condition, string functionName, Invocation failed, DateTimeOffset now) => new()
    {
        ["version"] = "1.0",
        ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        ["requestContext"] = new JsonObject
        {
            ["requestId"] = invocation.Id,
            ["functionArn"] = $"arn:aws:lambda:{PhysicalIds.Region}:{PhysicalIds.AccountId}:function:{functionName}:$LATEST",
            ["condition"] = condition,
            ["approximateInvokeCount"] = invocation.Attempts,
        },
        ["requestPayload"] = JsonNode.Parse(invocation.Payload),
        ["responseContext"] = new JsonObject { ["statusCode"] = 200, ["executedVersion"] = "$LATEST", ["functionError"] = failed.FunctionError },
        ["responsePayload"] = JsonNode.Parse(failed.Payload.Span),
    };
}

/// <summary>Waits while the database is unavailable, longer each time, and reports that once.</summary>
internal sealed class Outage(string trigger, Action<string> progress, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private int failures;

    public async Task WaitAsync(Exception reason, CancellationToken stop)
    {
        if (Interlocked.Increment(ref failures) == 3)
            progress($"The stream of {trigger} cannot be read ({reason.GetType().Name}); it goes on when the database is back.");
        var pause = TimeSpan.FromMilliseconds(100 * Math.Min(failures, 10));
        await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stop);
    }

    public void IsOver()
    {
        if (Interlocked.Exchange(ref failures, 0) >= 3)
            progress($"The stream of {trigger} is read again.");
    }
}

using System.Diagnostics;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// The processes of one function. An invocation goes to a parked process, else it waits in line while a process is started, up to
/// the limit; whichever process asks first serves the head of the line.
/// </summary>
internal sealed class FunctionPool(
    FunctionDefinition function, FunctionLauncher launcher, LambdaOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<PendingInvocation> waiting = new();
    private readonly List<FunctionInstance> parked = [];
    private readonly Dictionary<string, FunctionInstance> instances = [];
    private bool stopped;
    private int started;

    public async Task<Invocation> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var pending = new PendingInvocation(Guid.CreateVersion7(time.GetUtcNow()).ToString(), payload);
        FunctionInstance? starting = null;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopped, this);
            if (parked is [.., var last])
                Deliver(last, pending);
            else if (waiting.Count >= options.WaitingPerFunction)
                throw new TooManyInvocationsException(function.Name);
            else
            {
                waiting.Enqueue(pending);
                starting = ReserveIfNeeded();
            }
        }
        if (starting is not null)
            Start(starting);
        if (!cancellationToken.CanBeCanceled)
            return await pending.Answer;
        await using var abandon = cancellationToken.UnsafeRegister(static waiter => ((PendingInvocation)waiter!).Abandon(), pending);
        return await pending.Answer;
    }

    /// <summary>Starts the first process ahead of the first invocation.</summary>
    public void Warm()
    {
        FunctionInstance? starting;
        lock (gate)
            starting = !stopped && instances.Count == 0 ? Reserve() : null;
        if (starting is not null)
            Start(starting);
    }

    /// <summary>The process asks for work: the answer to its /next, or null when it is not one of ours.</summary>
    public Task<PendingInvocation>? Next(string instanceId)
    {
        lock (gate)
        {
            if (!instances.TryGetValue(instanceId, out var instance))
                return null;
            instance.IsReady = true;
            instance.IsReturning = false;
            instance.InitClock?.Dispose();
            // It asks again without having answered, as after a handler that ended its own thread: that invocation is lost.
            instance.Current?.Complete(LambdaError.Exit(instance.Current.RequestId, "without an answer"));
            instance.Current = null;
            instance.Parked = new TaskCompletionSource<PendingInvocation>(TaskCreationOptions.RunContinuationsAsynchronously);
            parked.Add(instance);
            var task = instance.Parked.Task;
            if (DequeueWaiting() is { } next)
                Deliver(instance, next);
            return task;
        }
    }

    /// <summary>False when the process is not busy with that request (any more).</summary>
    public bool Answer(string instanceId, string requestId, ReadOnlyMemory<byte> payload, string? error)
    {
        PendingInvocation? done = null;
        lock (gate)
        {
            if (instances.TryGetValue(instanceId, out var instance))
            {
                done = instance.TakeCurrent(requestId);
                instance.IsReturning = done is not null;
            }
        }
        done?.Complete(new Invocation(payload, error));
        return done is not null;
    }

    /// <summary>False when the process is past its init phase, or not one of ours.</summary>
    public bool FailInit(string instanceId, ReadOnlyMemory<byte> payload)
    {
        lock (gate)
        {
            if (!instances.TryGetValue(instanceId, out var instance) || instance.IsReady)
                return false;
            instance.InitError = payload;
            return true;
        }
    }

    /// <summary>The connection on which the process waited for work is gone.</summary>
    public void Unpark(string instanceId)
    {
        lock (gate)
        {
            if (instances.TryGetValue(instanceId, out var instance))
                parked.Remove(instance);
        }
    }

    public (int Processes, int Waiting) Count()
    {
        lock (gate)
            return (instances.Count, waiting.Count);
    }

    public async ValueTask DisposeAsync()
    {
        List<FunctionInstance> all;
        lock (gate)
        {
            stopped = true;
            all = [.. instances.Values];
            while (waiting.TryDequeue(out var left))
                left.Abandon();
        }
        foreach (var instance in all)
            instance.Kill();
        foreach (var process in all.Select(instance => instance.Process).OfType<Process>())
            await WaitForExitAsync(process);
    }

    private PendingInvocation? DequeueWaiting()
    {
        while (waiting.TryDequeue(out var pending))
        {
            if (!pending.IsOver)
                return pending;
        }
        return null;
    }

    private void Deliver(FunctionInstance instance, PendingInvocation pending)
    {
        parked.Remove(instance);
        instance.Current = pending;
        pending.StartClock(time, function.Timeout, () => TimeOut(instance, pending));
        instance.Parked!.SetResult(pending);
    }

    private FunctionInstance? ReserveIfNeeded() =>
        instances.Count < options.ProcessesPerFunction && instances.Values.Count(instance => instance.IsComing) < waiting.Count
            ? Reserve()
            : null;

    private FunctionInstance Reserve()
    {
        var instance = new FunctionInstance((++started).ToString(System.Globalization.CultureInfo.InvariantCulture));
        instances.Add(instance.Id, instance);
        return instance;
    }

    private void Start(FunctionInstance instance) => _ = Task.Run(() =>
    {
        try
        {
            var process = launcher.Start(instance.Id, ended => OnExit(instance, ended));
            instance.InitClock = time.CreateTimer(_ => StopInit(instance), null, options.InitTimeout, Timeout.InfiniteTimeSpan);
            bool late;
            lock (gate)
            {
                instance.Process = process;
                late = stopped;
            }
            if (late)
                instance.Kill();
        }
        catch (Exception e) when (e is SetupException or IOException or System.ComponentModel.Win32Exception)
        {
            FailInit(instance.Id, LambdaError.Json("Runtime.InvalidEntrypoint", e.Message));
            OnExit(instance, null);
        }
    });

    private void TimeOut(FunctionInstance instance, PendingInvocation pending)
    {
        lock (gate)
        {
            if (instance.TakeCurrent(pending.RequestId) is null)
                return;
        }
        pending.Complete(LambdaError.TimedOut(pending.RequestId, function.Timeout));
        instance.Kill();
    }

    private void StopInit(FunctionInstance instance)
    {
        lock (gate)
        {
            if (instance.IsReady)
                return;
            instance.InitError ??= LambdaError.Json("Sandbox.Timedout", $"Init did not end within {options.InitTimeout.TotalSeconds:0} seconds");
        }
        instance.Kill();
    }

    private void OnExit(FunctionInstance instance, Process? process)
    {
        PendingInvocation? victim;
        FunctionInstance? replacement;
        lock (gate)
        {
            instances.Remove(instance.Id);
            parked.Remove(instance);
            instance.InitClock?.Dispose();
            instance.Parked?.TrySetCanceled();
            victim = instance.Current ?? (instance.IsReady ? null : DequeueWaiting());
            replacement = stopped ? null : ReserveIfNeeded();
        }
        if (replacement is not null)
            Start(replacement);
        victim?.Complete(instance.InitError is { } error
            ? new Invocation(error, LambdaError.Unhandled)
            : LambdaError.Exit(victim.RequestId, ExitReason(process)));
    }

    private static string ExitReason(Process? process) =>
        process is { HasExited: true } ? $"exit status {process.ExitCode}" : "exit status unknown";

    private static async Task WaitForExitAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            process.Dispose();
        }
        catch (OperationCanceledException)
        {
            // Killed and yet there: the kernel has it in hand, and nothing more can be done here.
        }
    }
}

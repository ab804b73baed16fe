using System.Diagnostics.CodeAnalysis;

namespace Clinic.Local.Aws.Lambda;

/// <summary>An invocation on its way: waiting for a process, or with one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The timer is disposed when the invocation is completed.")]
internal sealed class PendingInvocation(string requestId, ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource<Invocation> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? timeout;

    public string RequestId => requestId;

    public ReadOnlyMemory<byte> Payload => payload;

    public Task<Invocation> Answer => answer.Task;

    public DateTimeOffset Deadline { get; private set; }

    /// <summary>The caller went away or has its answer already.</summary>
    public bool IsOver => answer.Task.IsCompleted;

    public void StartClock(TimeProvider time, TimeSpan limit, Action onTimeout)
    {
        Deadline = time.GetUtcNow() + limit;
        timeout = time.CreateTimer(static action => ((Action)action!)(), onTimeout, limit, Timeout.InfiniteTimeSpan);
    }

    public void Complete(Invocation invocation)
    {
        timeout?.Dispose();
        answer.TrySetResult(invocation);
    }

    public void Abandon() => answer.TrySetCanceled();
}

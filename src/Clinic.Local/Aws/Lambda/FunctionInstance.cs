using System.Diagnostics;

namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// One process of a function and where it stands: starting, parked in /next, or busy with Current. Its pool guards every member
/// with its lock.
/// </summary>
internal sealed class FunctionInstance(string id)
{
    public string Id => id;

    public Process? Process { get; set; }

    /// <summary>The init phase ends with the first /next.</summary>
    public bool IsReady { get; set; }

    public PendingInvocation? Current { get; set; }

    /// <summary>Completed with the next invocation while the process waits for one.</summary>
    public TaskCompletionSource<PendingInvocation>? Parked { get; set; }

    /// <summary>What the process said of its own failure to start.</summary>
    public ReadOnlyMemory<byte>? InitError { get; set; }

    public ITimer? InitClock { get; set; }

    /// <summary>It has answered and will ask for the next invocation in a moment.</summary>
    public bool IsReturning { get; set; }

    /// <summary>It will take an invocation soon, without being parked yet.</summary>
    public bool IsComing => !IsReady || IsReturning;

    public PendingInvocation? TakeCurrent(string requestId)
    {
        if (Current?.RequestId != requestId)
            return null;
        var taken = Current;
        Current = null;
        return taken;
    }

    public void Kill()
    {
        try
        {
            Process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in the meantime.
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

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

/// <summary>
/// What a function's processes write, in one file: time, process, line. At five megabytes the file is put aside, and the one put
/// aside before is dropped.
/// </summary>
internal sealed class FunctionLog(string path, TimeProvider time) : IDisposable
{
    private const long Limit = 5 * 1024 * 1024;
    private readonly Lock gate = new();
    private FileStream? file;

    public void Write(string instance, string line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {instance} {line}\n");
        lock (gate)
        {
            file ??= Open();
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush();
            if (file.Length > Limit)
                PutAside();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void PutAside()
    {
        file!.Dispose();
        file = null;
        File.Move(path, path + ".1", overwrite: true);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>
/// A child process that cannot outlive this one: a shell between the two ends the child as soon as the pipe to its standard input
/// closes, and the operating system closes that even when this process is killed.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // $0 is the command. The shell prints the child's id first; a watcher waits for the end of the pipe. Background jobs of a
    // shell ignore Ctrl-C, so that the child stays up while the host that uses it winds down.
    private const string Guard = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        child=$!
        echo "$child"
        (cat <&3; kill "$child") >/dev/null 2>&1 &
        exec 3<&-
        trap 'kill "$child" 2>/dev/null' TERM
        wait "$child"
        """;

    private readonly Process shell;
    private bool isDisposed;
    private readonly Queue<string> lastLines = new();

    private GuardedProcess(Process shell, int id)
    {
        this.shell = shell;
        Id = id;
        _ = ListenAsync(shell.StandardOutput);
        _ = ListenAsync(shell.StandardError);
    }

    /// <summary>The id of the process itself, not of the shell that guards it.</summary>
    public int Id { get; }

    public bool HasExited => shell.HasExited;

    /// <summary>The last lines that it wrote, for the message if it ends too early.</summary>
    public string LastWords
    {
        get
        {
            lock (lastLines)
                return string.Join(" | ", lastLines);
        }
    }

    public static async Task<GuardedProcess> StartAsync(
        string command, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)["-c", Guard, "guard", command, .. arguments])
            start.ArgumentList.Add(argument);
        var shell = Process.Start(start) ?? throw new SetupException($"{command} could not be started.");
        var id = await shell.StandardOutput.ReadLineAsync(cancellationToken);
        return new GuardedProcess(shell, int.Parse(id ?? "0", CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        if (!shell.HasExited)
            shell.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await shell.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
        }
        shell.Dispose();
    }

    /// <summary>Reads to the end, so that the process never blocks on a full pipe.</summary>
    private async Task ListenAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                Remember(line.Trim());
        }
    }

    private void Remember(string line)
    {
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > 5)
                lastLines.Dequeue();
        }
    }
}

/// <summary>
/// A lock between processes, held as an exclusively opened file: the operating system releases it when its holder ends,
/// however that ends.
/// </summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Null when another process (or another holder in this one) has it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && !IsDiskFull(e))
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static bool IsDiskFull(IOException e) => e.Message.Contains("space", StringComparison.OrdinalIgnoreCase);
}

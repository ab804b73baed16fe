namespace Clinic.Local.Aws.DynamoDb;

/// <summary>
/// A lock between processes, held as an exclusively opened file: the operating system lets go of it when its holder ends,
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

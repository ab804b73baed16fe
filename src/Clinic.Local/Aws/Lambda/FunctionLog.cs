using System.Globalization;
using System.Text;

namespace Clinic.Local.Aws.Lambda;

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

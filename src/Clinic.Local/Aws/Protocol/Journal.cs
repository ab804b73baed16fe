using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.Protocol;

/// <summary>
/// Facts as lines of JSON, appended as they happen, so that a sign-in costs one short write however many facts there are.
/// Without a path it keeps nothing.
/// </summary>
internal sealed class Journal(string? path)
{
    private readonly Lock gate = new();

    /// <summary>Every fact in order; a last line that a crash cut short is left out.</summary>
    public IEnumerable<JsonObject> Read()
    {
        if (!File.Exists(path))
            yield break;
        foreach (var line in File.ReadLines(path))
        {
            if (TryParse(line) is { } fact)
                yield return fact;
        }
    }

    public void Append(JsonObject fact)
    {
        if (path is null)
            return;
        var line = fact.ToJsonString();
        lock (gate)
            PrivateFile.Append(path, line);
    }

    /// <summary>Replaces the file with these facts, so that it does not grow with every start.</summary>
    public void Compact(IEnumerable<JsonObject> facts)
    {
        if (path is null)
            return;
        lock (gate)
            PrivateFile.Replace(path, string.Concat(facts.Select(fact => fact.ToJsonString() + "\n")));
    }

    private static JsonObject? TryParse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Files that only their owner may read. A reader sees the old content or the new, never a part.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Replace(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static void Append(string path, string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, Options(FileMode.Append));
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private static FileStreamOptions Options(FileMode mode) => OperatingSystem.IsWindows()
        ? new FileStreamOptions { Mode = mode, Access = FileAccess.Write }
        : new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
}

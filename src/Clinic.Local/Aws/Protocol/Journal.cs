using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.Protocol;

/// <summary>
/// Facts as lines of JSON, appended as they happen, so that a sign-in costs one short write however many there were.
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

    /// <summary>Replaces the file by these facts alone, so that it does not grow from start to start.</summary>
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

using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>Reference paths such as <c>$.a.b</c>, and payload templates, whose members ending in <c>.$</c> are paths.</summary>
internal static class StatePath
{
    public static JsonNode? Read(JsonNode? data, string path)
    {
        var node = data;
        foreach (var member in Members(path))
            node = node is JsonObject map && map.TryGetPropertyValue(member, out var value) ? value : throw new MissingPathException(path);
        return node?.DeepClone();
    }

    public static bool Exists(JsonNode? data, string path) =>
        Members(path).Aggregate((Node: data, Found: true), (at, member) =>
            at.Found && at.Node is JsonObject map && map.TryGetPropertyValue(member, out var value) ? (value, true) : (null, false)).Found;

    /// <summary>The data with a value put in; what is missing on the way is made.</summary>
    public static JsonNode? Write(JsonNode? data, string path, JsonNode? value)
    {
        var members = Members(path);
        if (members.Length == 0)
            return value;
        var root = data?.DeepClone() as JsonObject ?? [];
        var at = root;
        foreach (var member in members[..^1])
        {
            if (at[member] is not JsonObject next)
                at[member] = next = [];
            at = next;
        }
        at[members[^1]] = value?.DeepClone();
        return root;
    }

    public static JsonNode? Fill(JsonNode? template, JsonNode? data) => template switch
    {
        JsonObject map => new JsonObject(map.Select(member => member.Key.EndsWith(".$", StringComparison.Ordinal)
            ? KeyValuePair.Create(member.Key[..^2], Read(data, member.Value!.GetValue<string>()))
            : KeyValuePair.Create(member.Key, Fill(member.Value, data)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(item, data))]),
        _ => template?.DeepClone(),
    };

    /// <summary>Refuses what this host would not follow.</summary>
    public static bool IsPath(string path) => path == "$" || (path.StartsWith("$.", StringComparison.Ordinal) && path[2..].Split('.').All(member => member.Length > 0 && member.All(letter => char.IsLetterOrDigit(letter) || letter == '_')));

    private static string[] Members(string path) => path == "$" ? [] : path[2..].Split('.');
}

/// <summary>States.Runtime: a path leads nowhere. It is neither retried nor caught.</summary>
internal sealed class MissingPathException(string path) : Exception($"The path {path} leads nowhere.");

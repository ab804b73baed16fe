using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.Local.StateMachines;

/// <summary>Reference paths such as <c>$.a[0].b</c>, and payload templates, whose members ending in <c>.$</c> are paths.</summary>
internal static partial class StatePath
{
    /// <summary>The one path into the context object that this host knows.</summary>
    public const string ExecutionName = "$$.Execution.Name";

    public static JsonNode? Read(JsonNode? data, string path)
    {
        var node = data;
        foreach (var member in Members(path))
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(member, out var value) => value,
                JsonArray list when int.TryParse(member, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => throw new MissingPathException(path),
            };
        }
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

    public static JsonNode? Fill(JsonNode? template, JsonNode? data, string? executionName = null) => template switch
    {
        JsonObject map => new JsonObject(map.Select(member => !member.Key.EndsWith(".$", StringComparison.Ordinal)
            ? KeyValuePair.Create(member.Key, Fill(member.Value, data, executionName))
            : KeyValuePair.Create(member.Key[..^2], member.Value!.GetValue<string>() is var path && path == ExecutionName ? executionName : Read(data, path)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(item, data, executionName))]),
        _ => template?.DeepClone(),
    };

    /// <summary>Refuses what this host would not follow.</summary>
    public static bool IsPath(string path) => Path().IsMatch(path);

    private static string[] Members(string path) => [.. Member().Matches(path).Select(member => member.Value)];

    [GeneratedRegex(@"^\$(\.\w+|\[\d+\])*$")]
    private static partial Regex Path();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Member();
}

/// <summary>States.Runtime: a path leads nowhere. It is neither retried nor caught.</summary>
internal sealed class MissingPathException(string path) : Exception($"The path {path} leads nowhere.");

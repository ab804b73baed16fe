using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Template;

/// <summary>
/// FilterCriteria → the event names that reach the function, none where every record does. A record passes when any of the
/// filters matches; a filter is a pattern that lists event names and nothing else.
/// </summary>
internal static class StreamFilterReader
{
    private static readonly HashSet<string> EventNames = ["INSERT", "MODIFY", "REMOVE"];

    public static HashSet<string> Read(Properties source)
    {
        if (source.Section("FilterCriteria") is not { } criteria)
            return [];
        criteria.AllowOnly("Filters");
        return [.. criteria.Items("Filters").SelectMany(Names)];
    }

    private static IEnumerable<string> Names(Properties filter)
    {
        filter.AllowOnly("Pattern");
        var pattern = filter.RequiredText("Pattern");
        return Parse(pattern) is JsonObject { Count: 1 } rule && rule["eventName"] is JsonArray { Count: > 0 } names && names.All(IsEventName)
            ? names.Select(name => name!.GetValue<string>())
            : throw filter.Error($"the local host knows patterns such as {{\"eventName\":[\"INSERT\"]}}, not {pattern}");
    }

    private static bool IsEventName(JsonNode? name) =>
        name is JsonValue value && value.TryGetValue<string>(out var text) && EventNames.Contains(text);

    private static JsonNode? Parse(string pattern)
    {
        try
        {
            return JsonNode.Parse(pattern);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Contract.OpenApi.Changes;

/// <summary>Compares two schemas: input may only be let in more freely, an answer may only promise more.</summary>
internal sealed class SchemaChanges(JsonNode before, JsonNode after, List<string> found)
{
    private static readonly string[] Fixed = ["pattern", "format", "const"];
    private static readonly string[] UpperLimits = ["maximum", "maxLength", "maxItems"];
    private static readonly string[] LowerLimits = ["minimum", "minLength", "minItems"];

    private readonly HashSet<(string?, string?)> compared = [];

    public static JsonNode Follow(JsonNode document, JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/')[1..].Aggregate(document, (parent, name) => parent[name]!)
        : node;

    public void Input(string place, JsonNode old, JsonNode now) => Compare(place, old, now, isInput: true);

    public void Answer(string place, JsonNode old, JsonNode now) => Compare(place, old, now, isInput: false);

    private void Compare(string place, JsonNode old, JsonNode now, bool isInput)
    {
        // A schema may hold itself.
        if (old["$ref"] is { } reference && !compared.Add((reference.GetValue<string>(), now["$ref"]?.GetValue<string>())))
            return;
        old = Follow(before, old);
        now = Follow(after, now);
        if (isInput)
            CompareLimits(place, old, now);
        CompareTypes(place, old, now, isInput);
        CompareMembers(place, old, now, isInput);
        if (old["items"] is { } oldItems && now["items"] is { } items)
            Compare(place + "[]", oldItems, items, isInput);
    }

    private void CompareTypes(string place, JsonNode old, JsonNode now, bool isInput)
    {
        var lost = isInput ? Words(old, "type").Except(Words(now, "type")) : Words(now, "type").Except(Words(old, "type"));
        found.AddRange(lost.Select(type => $"{place}: {(isInput ? "does not take" : "may be")} {type} now"));
        if (isInput && now["enum"] is not null)
            found.AddRange(old["enum"] is null ? [$"{place}: takes only some values now"] : Words(old, "enum").Except(Words(now, "enum")).Select(value => $"{place}: does not take '{value}' now"));
    }

    private void CompareMembers(string place, JsonNode old, JsonNode now, bool isInput)
    {
        foreach (var (name, member) in old["properties"]?.AsObject() ?? [])
        {
            if (now["properties"]?[name] is { } kept)
                Compare($"{place}.{name}", member!, kept, isInput);
            else
                found.Add($"{place}.{name}: is gone");
        }
        var surprising = isInput ? Words(now, "required").Except(Words(old, "required")) : Words(old, "required").Except(Words(now, "required"));
        found.AddRange(surprising.Select(name => $"{place}.{name}: {(isInput ? "is required now" : "may be absent now")}"));
    }

    private void CompareLimits(string place, JsonNode old, JsonNode now)
    {
        foreach (var keyword in Fixed.Where(keyword => now[keyword] is { } value && value.ToJsonString() != old[keyword]?.ToJsonString()))
            found.Add($"{place}: has another {keyword} now");
        foreach (var keyword in UpperLimits.Where(keyword => Number(now, keyword) is { } limit && !(Number(old, keyword) <= limit)))
            found.Add($"{place}: has a smaller {keyword} now");
        foreach (var keyword in LowerLimits.Where(keyword => Number(now, keyword) is { } limit && !(Number(old, keyword) >= limit)))
            found.Add($"{place}: has a larger {keyword} now");
    }

    private static decimal? Number(JsonNode schema, string keyword) =>
        schema[keyword] is { } number ? decimal.Parse(number.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static IEnumerable<string> Words(JsonNode schema, string keyword) => schema[keyword] switch
    {
        JsonArray words => words.Select(word => word?.ToString() ?? "null"),
        { } word => [word.ToString()],
        null => [],
    };
}

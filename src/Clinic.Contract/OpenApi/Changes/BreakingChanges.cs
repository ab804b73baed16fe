using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Contract.OpenApi.Changes;

/// <summary>
/// What a new OpenAPI document takes away from the clients of an old one: operations, scopes, parameters, members and values. As input is
/// strict here, a removed input member or parameter is a break too. An addition alone is not a break.
/// </summary>
internal sealed class BreakingChanges
{
    private readonly List<string> found = [];
    private readonly JsonNode before;
    private readonly JsonNode after;

    private BreakingChanges(JsonNode before, JsonNode after) => (this.before, this.after) = (before, after);

    public static IReadOnlyList<string> Between(JsonNode before, JsonNode after)
    {
        var changes = new BreakingChanges(before, after);
        foreach (var (path, operations) in before["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
                changes.Compare($"{method.ToUpperInvariant()} {path}", operation!, after["paths"]![path]?[method]);
        }
        return changes.found;
    }

    private void Compare(string place, JsonNode old, JsonNode? now)
    {
        if (now is null)
        {
            found.Add($"{place}: is gone");
            return;
        }
        CompareScopes(place, Scopes(old), Scopes(now));
        CompareParameters(place, Parameters(before, old), Parameters(after, now));
        CompareBodies(place, old["requestBody"], now["requestBody"]);
        CompareResponses(place, old["responses"]!.AsObject(), now["responses"]!.AsObject());
    }

    private void CompareScopes(string place, HashSet<string> old, HashSet<string> now)
    {
        if (now.Count > 0 && old.Count == 0)
            found.Add($"{place}: needs a token now");
        else if (now.Count > 0)
            found.AddRange(old.Except(now).Select(scope => $"{place}: the scope {scope} is no longer enough"));
    }

    private void CompareParameters(string place, Dictionary<string, JsonNode> old, Dictionary<string, JsonNode> now)
    {
        found.AddRange(old.Keys.Except(now.Keys).Select(name => $"{place}: the parameter {name} is gone"));
        found.AddRange(now.Where(parameter => IsRequired(parameter.Value) && !(old.TryGetValue(parameter.Key, out var known) && IsRequired(known)))
            .Select(parameter => $"{place}: the parameter {parameter.Key} is required now"));
        foreach (var (name, parameter) in old.Where(parameter => now.ContainsKey(parameter.Key)))
            new SchemaChanges(before, after, found).Input($"{place} {name}", parameter["schema"]!, now[name]["schema"]!);
    }

    private void CompareBodies(string place, JsonNode? old, JsonNode? now)
    {
        if (old is null && now?["required"]?.GetValue<bool>() is true)
            found.Add($"{place}: needs a body now");
        CompareContents($"{place} body", old?["content"], now?["content"], new SchemaChanges(before, after, found).Input);
    }

    private void CompareResponses(string place, JsonObject old, JsonObject now)
    {
        foreach (var (status, response) in old.Where(response => response.Key.StartsWith('2')))
        {
            if (now[status] is { } kept)
                CompareContents($"{place} {status}", response!["content"], kept["content"], new SchemaChanges(before, after, found).Response);
            else
                found.Add($"{place}: no longer answers {status}");
        }
    }

    private void CompareContents(string place, JsonNode? old, JsonNode? now, Action<string, JsonNode, JsonNode> compare)
    {
        foreach (var (type, media) in old?.AsObject() ?? [])
        {
            if (now?[type] is { } kept)
                compare(place, media!["schema"]!, kept["schema"]!);
            else
                found.Add($"{place}: {type} is gone");
        }
    }

    private static HashSet<string> Scopes(JsonNode operation) =>
        [.. operation["security"]!.AsArray().SelectMany(alternative => alternative!.AsObject().First().Value!.AsArray()).Select(scope => scope!.GetValue<string>())];

    private static Dictionary<string, JsonNode> Parameters(JsonNode document, JsonNode operation) => operation["parameters"]!.AsArray()
        .Select(parameter => SchemaChanges.Follow(document, parameter!))
        .ToDictionary(parameter => $"{parameter["name"]} ({parameter["in"]})");

    private static bool IsRequired(JsonNode parameter) => parameter["required"]?.GetValue<bool>() is true;
}

/// <summary>Compares two schemas: requests may only become less restricted, responses may only promise more.</summary>
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

    public void Response(string place, JsonNode old, JsonNode now) => Compare(place, old, now, isInput: false);

    private void Compare(string place, JsonNode old, JsonNode now, bool isInput)
    {
        // A schema may contain itself.
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

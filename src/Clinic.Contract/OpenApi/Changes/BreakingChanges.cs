using System.Text.Json.Nodes;

namespace Clinic.Contract.OpenApi.Changes;

/// <summary>
/// What a new OpenAPI document takes away from the clients of an old one: operations, scopes, parameters, members and values. As input is
/// strict here, an input member or parameter that goes is a break too. What is only added is none.
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
        CompareAnswers(place, old["responses"]!.AsObject(), now["responses"]!.AsObject());
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

    private void CompareAnswers(string place, JsonObject old, JsonObject now)
    {
        foreach (var (status, answer) in old.Where(answer => answer.Key.StartsWith('2')))
        {
            if (now[status] is { } kept)
                CompareContents($"{place} {status}", answer!["content"], kept["content"], new SchemaChanges(before, after, found).Answer);
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

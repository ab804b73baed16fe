using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.StateMachines;

/// <summary>Reads the fields of one object of a definition; a field that nobody reads is an error, so that nothing is ignored in silence.</summary>
internal sealed class StateFields(string place, JsonObject fields)
{
    private readonly HashSet<string> read = ["Comment"];

    public bool Has(string name) => fields.ContainsKey(name);

    public JsonNode? Node(string name)
    {
        read.Add(name);
        return fields[name];
    }

    public string? Text(string name) => Node(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw Error($"{name} must be a text"),
    };

    public string RequiredText(string name) => Text(name) ?? throw Error($"{name} is missing");

    public double Number(string name, double otherwise) => Node(name) switch
    {
        null => otherwise,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>(),
        _ => throw Error($"{name} must be a number"),
    };

    public string Path(string name, string otherwise = "$") => Text(name) is not { } path ? otherwise : StatePath.IsPath(path) ? path : throw Error($"this host does not know the path {path}");

    /// <summary>Null is said, and means to drop; absent is the whole.</summary>
    public string? ResultPath() => Has("ResultPath") && Node("ResultPath") is null ? null
        : Path("ResultPath") is var path && !path.Contains('[', StringComparison.Ordinal) ? path : throw Error($"this host does not write to the path {path}");

    public JsonNode? Template(string name)
    {
        Check(Node(name));
        return fields[name];
    }

    public IReadOnlyList<string> Texts(string name) => Node(name) is JsonArray { Count: > 0 } list ? [.. list.Select(item => item!.GetValue<string>())] : throw Error($"{name} must be a list of texts");

    public IEnumerable<StateFields> Items(string name) => Node(name) switch
    {
        null => [],
        JsonArray list => list.Select((item, index) => new StateFields($"{place}.{name}[{index}]", item as JsonObject ?? throw Error($"{name} must be a list of objects"))),
        _ => throw Error($"{name} must be a list"),
    };

    public IEnumerable<(string Name, StateFields Fields)> Members(string name) =>
        (Node(name) as JsonObject ?? throw Error($"{name} is missing")).Select(member => (member.Key, new StateFields(member.Key, member.Value as JsonObject ?? throw Error($"{member.Key} must be an object"))));

    /// <summary>To be called when everything known has been read.</summary>
    public void End()
    {
        if (fields.Select(field => field.Key).FirstOrDefault(name => !read.Contains(name)) is { } unknown)
            throw Error($"this host does not know the field {unknown}");
    }

    public SetupException Error(string problem) => new($"State machine, {place}: {problem}.");

    private void Check(JsonNode? template)
    {
        foreach (var (name, value) in template as JsonObject ?? [])
        {
            if (name.EndsWith(".$", StringComparison.Ordinal) && value!.GetValue<string>() != StatePath.ExecutionName && !StatePath.IsPath(value.GetValue<string>()))
                throw Error($"this host does not know the path {value}");
            Check(value);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>Reads the fields of one object of a definition. A field that nobody reads is an error, so that nothing is ignored silently.</summary>
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

    /// <summary>A null in the definition drops the value; an absent field keeps all of it.</summary>
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

    /// <summary>The data with a value inserted. Missing objects on the path are created.</summary>
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

    /// <summary>Refuses what this host cannot run.</summary>
    public static bool IsPath(string path) => Path().IsMatch(path);

    private static string[] Members(string path) => [.. Member().Matches(path).Select(member => member.Value)];

    [GeneratedRegex(@"^\$(\.\w+|\[\d+\])*$")]
    private static partial Regex Path();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Member();
}

/// <summary>States.Runtime: a path leads nowhere. It is neither retried nor caught.</summary>
internal sealed class MissingPathException(string path) : Exception($"The path {path} leads nowhere.");

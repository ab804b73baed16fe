using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.EndToEndTests.Contract;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>Texts that are found again wherever they stand, in whatever case: each is of one member of one request.</summary>
internal sealed partial class Marks
{
    private readonly ConcurrentDictionary<string, string> owners = [];
    private int count;

    /// <param name="owner">The operation and the member, as <c>POST /tasks text</c>.</param>
    public string New(string owner)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"zq{Interlocked.Increment(ref count):00000}q");
        owners[mark] = owner;
        return mark;
    }

    /// <summary>What was refused has no place where it may stand.</summary>
    public void Refuse(string request)
    {
        foreach (var mark in Found(request))
            owners[mark] = "refused " + owners[mark];
    }

    /// <summary>Whose marks stand in a text.</summary>
    public IReadOnlyList<string> In(string text) => [.. Found(text).Select(mark => owners[mark]).Distinct()];

    private static IEnumerable<string> Found(string text) => Mark().Matches(text).Select(match => match.Value.ToLowerInvariant()).Distinct();

    [GeneratedRegex("zq[0-9]{5}q", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}

/// <summary>Bodies made from the document: every free text that an operation takes is there, and marked, and of the rest what is required.</summary>
/// <param name="known">Values of members that are not free texts, by their names.</param>
internal sealed class MarkedBodies(DocumentedApi api, Marks marks, IReadOnlyDictionary<string, string> known)
{
    /// <summary>The free texts of an operation's body, as owners of marks.</summary>
    public IReadOnlyList<string> TextsOf(DocumentedOperation operation) => marks.In(Of(operation).ToJsonString());

    public JsonObject Of(DocumentedOperation operation) => (JsonObject)Value(operation.Bodies.First().Value, operation, "", isRequired: true)!;

    /// <summary>The same, but every text is a mark, whether it is free or not.</summary>
    public JsonNode? AllMarked(DocumentedOperation operation, JsonNode? node, string path = "") => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, AllMarked(operation, member.Value, Inside(path, member.Key))))),
        JsonArray items => new JsonArray([.. items.Select(item => AllMarked(operation, item, path))]),
        JsonValue value when value.TryGetValue<string>(out _) => Mark(operation, path),
        _ => node?.DeepClone(),
    };

    private string Mark(DocumentedOperation operation, string path) => marks.New($"{operation.Method} {operation.Path} {path}");

    private static string Inside(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private JsonNode? Value(JsonNode schema, DocumentedOperation operation, string path, bool isRequired)
    {
        schema = api.Follow(schema);
        if (schema["anyOf"] is JsonArray alternatives)
            return Value(alternatives[0]!, operation, path, isRequired);
        return (schema["type"] is JsonArray types ? types[0] : schema["type"])!.ToString() switch
        {
            "object" => ObjectOf(schema, operation, path, isRequired),
            "array" => Value(schema["items"]!, operation, path, isRequired) is { } item ? new JsonArray(item) : null,
            "string" when IsText(schema) => Mark(operation, path),
            _ when !isRequired => null,
            "string" => schema["enum"] is JsonArray values ? values[0]!.DeepClone() : known[path.Split('.')[^1]],
            "boolean" => true,
            _ => 1,
        };
    }

    private JsonObject? ObjectOf(JsonNode schema, DocumentedOperation operation, string path, bool isRequired)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.ToString()).ToList() ?? [];
        var members = (schema["properties"]?.AsObject() ?? [])
            .Select(property => KeyValuePair.Create(property.Key, Value(property.Value!, operation, Inside(path, property.Key), required.Contains(property.Key))))
            .Where(member => member.Value is not null).ToList();
        var made = new JsonObject(members);
        return isRequired || marks.In(made.ToJsonString()).Count > 0 ? made : null;
    }

    private static bool IsText(JsonNode schema) => schema["enum"] is null && schema["format"] is null && schema["pattern"]?.ToString() is null or "\\S";
}

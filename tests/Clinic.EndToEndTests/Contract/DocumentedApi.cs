using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local;
using Json.Schema;

namespace Clinic.EndToEndTests.Contract;

/// <summary>What an OpenAPI document says. Its schemas are compiled once, with one thing added: a body has no member that is not documented.</summary>
internal sealed class DocumentedApi
{
    public const string ProblemType = "application/problem+json";

    private const string Id = "https://clinic.test/contract";
    private static readonly EvaluationOptions Verdict = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.Flag };
    private static readonly EvaluationOptions Reasons = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.List };

    private readonly JsonObject document;
    private readonly BuildOptions building = new() { Dialect = Dialect.Draft202012, SchemaRegistry = new SchemaRegistry() };
    private readonly ConcurrentDictionary<JsonNode, JsonSchema> compiled = new(ReferenceEqualityComparer.Instance);

    public DocumentedApi(JsonObject document)
    {
        this.document = document;
        Build(new JsonObject { ["$id"] = Id, ["$defs"] = document["components"]!["schemas"]!.DeepClone() });
        Operations =
        [
            .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
                .Select(operation => new DocumentedOperation(this, operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()))),
        ];
        Problem = Follow(document["components"]!["responses"]!["NotFound"]!)["content"]![ProblemType]!["schema"]!;
    }

    /// <summary>The committed document.</summary>
    public static DocumentedApi Current { get; } = new(Read());

    public IReadOnlyList<DocumentedOperation> Operations { get; }

    /// <summary>The schema of a refusal.</summary>
    public JsonNode Problem { get; }

    public static JsonObject Read() => JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "openapi.json")))!.AsObject();

    /// <summary>The operations of the path that a request is for; of two that match, the one that is spelled out (OpenAPI 3.1, Paths Object).</summary>
    public IReadOnlyList<DocumentedOperation> At(string path)
    {
        var matching = Operations.Where(operation => operation.Matches(path)).ToList();
        var spelledOut = matching.Where(operation => operation.Path == path).ToList();
        return spelledOut.Count > 0 ? spelledOut : matching;
    }

    public JsonNode Follow(JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode)document, (found, name) => found[name]!)
        : node;

    /// <summary>The document's own words, and the descriptions in a part of it.</summary>
    public string WordsOf(JsonNode part)
    {
        var words = new List<string> { document["info"]!["description"]!.ToString() };
        var seen = new HashSet<string>();
        Collect(part);
        return string.Join('\n', words);

        void Collect(JsonNode? node)
        {
            if (node is JsonArray items)
                items.ToList().ForEach(Collect);
            if (node is not JsonObject members)
                return;
            if (members["description"] is JsonValue description)
                words.Add(description.ToString());
            if (members["$ref"] is JsonValue reference && seen.Add(reference.ToString()))
                Collect(Follow(members));
            members.ToList().ForEach(member => Collect(member.Value));
        }
    }

    /// <summary>What is wrong with the value, or null.</summary>
    public string? FaultOf(JsonNode schema, JsonElement value)
    {
        var known = compiled.GetOrAdd(schema, _ => Build(schema.DeepClone()));
        if (known.Evaluate(value, Verdict).IsValid)
            return null;
        var details = known.Evaluate(value, Reasons).Details ?? [];
        return string.Join("; ", details.Where(detail => detail.Errors is { Count: > 0 })
            .Select(detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}").DefaultIfEmpty("it is not valid"));
    }

    /// <summary>A text, as JSON of the schema's type.</summary>
    public static JsonElement Parse(JsonNode schema, string text) =>
        schema["type"]?.ToString() is "integer" or "number" && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _)
            ? JsonDocument.Parse(text).RootElement
            : JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"").RootElement;

    private JsonSchema Build(JsonNode schema)
    {
        Close(schema);
        lock (building)
            return JsonSchema.FromText(schema.ToJsonString().Replace("#/components/schemas/", Id + "#/$defs/", StringComparison.Ordinal), building);
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
            items.ToList().ForEach(Close);
        if (node is not JsonObject members)
            return;
        if (members["properties"] is JsonObject && members["type"] is not null)
            members.TryAdd("additionalProperties", false);
        foreach (var (_, member) in members.ToList())
            Close(member);
    }
}

/// <summary>An operation of the document.</summary>
internal sealed class DocumentedOperation(DocumentedApi api, string method, string path, JsonObject definition)
{
    private readonly string[] segments = path.Split('/');

    public string Method => method;

    public string Path => path;

    public string Id { get; } = definition["operationId"]!.GetValue<string>();

    /// <summary>The scopes of which a token needs one; none when the operation is public.</summary>
    public IReadOnlyList<string> Scopes { get; } = [.. definition["security"]!.AsArray().Select(alternative => alternative!.AsObject().First().Value![0]!.GetValue<string>())];

    public IReadOnlyList<JsonNode> Parameters { get; } = [.. definition["parameters"]!.AsArray().Select(parameter => api.Follow(parameter!))];

    /// <summary>The body's schema by media type; none where no body is taken.</summary>
    public IReadOnlyDictionary<string, JsonNode> Bodies { get; } =
        (definition["requestBody"]?["content"]?.AsObject() ?? []).ToDictionary(content => content.Key, content => content.Value!["schema"]!);

    public bool IsBodyRequired { get; } = definition["requestBody"]?["required"]?.GetValue<bool>() ?? false;

    /// <summary>All that the document says of the operation, for a test that looks for a rule in words.</summary>
    public string Words { get; } = api.WordsOf(definition);

    public JsonNode? Response(int status) =>
        definition["responses"]![status.ToString(CultureInfo.InvariantCulture)] is { } response ? api.Follow(response) : null;

    public bool Matches(string other)
    {
        var parts = other.Split('/');
        return parts.Length == segments.Length && segments.Zip(parts).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && IsValue(pair.Second)));
    }

    /// <summary>Dot segments are steps on a path (RFC 3986, section 3.3), however they are written.</summary>
    private static bool IsValue(string segment) => Uri.UnescapeDataString(segment) is not ("" or "." or "..");
}

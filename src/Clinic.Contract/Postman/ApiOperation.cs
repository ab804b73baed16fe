using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Contract.Postman;

/// <summary>An operation of the OpenAPI document, as far as a request is made from it.</summary>
internal sealed class ApiOperation(string method, string path, JsonNode operation, JsonNode document)
{
    public string Method => method;

    public string Path => path;

    public string Id => operation["operationId"]!.GetValue<string>();

    public string Tag => operation["tags"]![0]!.GetValue<string>();

    public string Summary => operation["summary"]!.GetValue<string>();

    public string? Description => operation["description"]?.GetValue<string>();

    /// <summary>The scopes of which a token needs one; none when the operation is public.</summary>
    public IEnumerable<string> Scopes => operation["security"]!.AsArray().Select(alternative => alternative!.AsObject().First().Value![0]!.GetValue<string>());

    /// <summary>The status of success, or the first one where nothing can succeed.</summary>
    public int Status => int.Parse(operation["responses"]!.AsObject().First().Key, CultureInfo.InvariantCulture);

    public bool TakesBody => operation["requestBody"] is not null;

    public string BodyType => operation["requestBody"]!["content"]!.AsObject().Last().Key;

    public JsonNode? BodyExample => operation["requestBody"]?["content"]?["application/json"]?["example"];

    public JsonNode? AnswerExample => operation["responses"]!.AsObject().First().Value!["content"]?["application/json"]?["example"];

    public IEnumerable<JsonNode> Parameters(string place) => operation["parameters"]!.AsArray()
        .Select(parameter => parameter!["$ref"] is { } reference ? Follow(reference.GetValue<string>()) : parameter)
        .Where(parameter => parameter["in"]!.GetValue<string>() == place);

    /// <summary>Every operation, in the document's order.</summary>
    public static IReadOnlyList<ApiOperation> AllOf(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(operation => new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!, document))),
    ];

    private JsonNode Follow(string reference) => reference.Split('/')[1..].Aggregate(document, (node, name) => node[name]!);
}

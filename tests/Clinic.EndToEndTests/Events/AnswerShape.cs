using System.Text.Json.Nodes;
using Clinic.Local;
using Xunit;

namespace Clinic.EndToEndTests.Events;

/// <summary>Holds answers to what the OpenAPI document says of them: every required member, no member that it does not know, types and vocabularies.</summary>
internal static class AnswerShape
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "openapi.json")))!;

    public static void AssertMatches(string method, string resource, JsonObject answer)
    {
        var responses = Document["paths"]![resource]![method.ToLowerInvariant()]!["responses"]!;
        var response = Resolve(responses[answer["statusCode"]!.ToJsonString()]
            ?? throw new InvalidOperationException($"{method} {resource} is not documented to answer {answer["statusCode"]}."));
        var headers = answer["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>());
        foreach (var (name, _) in response["headers"]!.AsObject().Where(header => header.Key is not "Idempotency-Replayed"))
            Assert.Contains(name, headers.Keys);
        var body = answer["body"]?.GetValue<string>();
        if (response["content"] is not JsonObject content)
        {
            Assert.Null(body);
            return;
        }
        var media = content[headers["Content-Type"].Split(';')[0]];
        AssertMatches(media!["schema"]!, JsonNode.Parse(body!), resource);
    }

    private static void AssertMatches(JsonNode schema, JsonNode? value, string at)
    {
        schema = Resolve(schema);
        Assert.True(value is not null, $"{at} is null");
        if (schema["oneOf"] is JsonArray kinds)
            schema = Assert.Single(kinds.Select(kind => Resolve(kind!)), kind => kind["required"]!.AsArray().All(name => value.AsObject().ContainsKey(name!.GetValue<string>())));
        if (schema["enum"] is JsonArray values)
            Assert.Contains(values, allowed => JsonNode.DeepEquals(allowed, value));
        switch (schema["type"]!.GetValue<string>())
        {
            case "object":
                AssertMembers(schema, value.AsObject(), at);
                break;
            case "array":
                foreach (var item in value.AsArray())
                    AssertMatches(schema["items"]!, item, at + "[]");
                break;
            case var type:
                Assert.True(type == KindOf(value) || (type == "number" && KindOf(value) == "integer"), $"{at} is {value.ToJsonString()}, not of type {type}");
                break;
        }
    }

    private static void AssertMembers(JsonNode schema, JsonObject value, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
            Assert.True(value.ContainsKey(required!.GetValue<string>()), $"{at} has no {required}");
        foreach (var (name, member) in value)
        {
            var known = schema["properties"]?[name] ?? schema["additionalProperties"];
            Assert.True(known is not null, $"{at}.{name} is not documented");
            AssertMatches(known, member, $"{at}.{name}");
        }
    }

    private static string KindOf(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
        _ => "boolean",
    };

    private static JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/')[1..].Aggregate(Document, (found, name) => found[name]!)
        : node;
}

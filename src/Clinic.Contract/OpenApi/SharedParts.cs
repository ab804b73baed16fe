using System.Text.Json.Nodes;
using Clinic.Core.Http;

namespace Clinic.Contract.OpenApi;

/// <summary>The parameters and headers that many operations have.</summary>
internal static class SharedParts
{
    private static readonly QueryParameter[] Paging = [QueryParameter.Limit, QueryParameter.NextToken];

    public static bool IsShared(QueryParameter parameter) => Paging.Contains(parameter);

    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    public static JsonObject HeaderReferences(IEnumerable<string> names) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Reference("headers", name))));

    public static JsonObject Write(QueryParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.IsInteger ? "integer" : "string" };
        SchemaKeywords.Add(schema, parameter.Constraint);
        var written = new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["description"] = parameter.Description, ["schema"] = schema };
        if (parameter.IsRequired)
            written["required"] = true;
        return written;
    }

    public static JsonObject Parameters()
    {
        var parameters = new JsonObject(Paging.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)Write(parameter))));
        parameters["If-Match"] = Header("If-Match", "The ETag that was read, or *: the change is refused with 412 when the version is no longer that one.", null);
        parameters["Idempotency-Key"] = Header(
            "Idempotency-Key", "The same key, caller and body within 24 hours get the first answer again; another body is 409.", "^[A-Za-z0-9._:-]{1,64}$");
        parameters["X-Request-Id"] = Header("X-Request-Id", "Comes back on the answer, when it is 1 to 64 of the characters A-Z a-z 0-9 . _ : -", null);
        return parameters;
    }

    public static JsonObject Headers() => new()
    {
        ["X-Request-Id"] = Header("The request's own id, or one that was made for it."),
        ["ETag"] = Header("The version, in quotes; for If-Match."),
        ["Location"] = Header("The path of what was created.", "uri-reference"),
        ["Idempotency-Replayed"] = new JsonObject
        {
            ["description"] = "Set to true when the answer is that of the first request with this Idempotency-Key.",
            ["schema"] = new JsonObject { ["type"] = "string", ["const"] = "true" },
        },
        ["Accept"] = Header("The media types that a PUT may have."),
        ["Accept-Encoding"] = Header("The only content coding that a body may have: identity."),
        ["Accept-Patch"] = Header("The media types that a PATCH may have."),
        ["Accept-Post"] = Header("The media types that a POST may have."),
        ["Retry-After"] = new JsonObject
        {
            ["description"] = "Seconds to wait.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
        },
    };

    private static JsonObject Header(string name, string description, string? pattern)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (pattern is not null)
            schema["pattern"] = pattern;
        return new JsonObject { ["name"] = name, ["in"] = "header", ["description"] = description, ["schema"] = schema };
    }

    private static JsonObject Header(string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
            schema["format"] = format;
        return new JsonObject { ["description"] = description, ["schema"] = schema };
    }
}

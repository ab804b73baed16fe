using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Contract.Postman;

/// <summary>A request of the collection with its test and, where the document has an example, a saved response.</summary>
internal static class PostmanItem
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonNodeContext.Default,
    };

    public static JsonObject Write(ApiOperation operation, PostmanCall call) => new()
    {
        ["name"] = call.Name,
        ["event"] = new JsonArray(Script("test", [Check(call.Status), .. call.Tests])),
        ["request"] = Request(operation, call),
        ["response"] = new JsonArray([.. Responses(operation, call)]),
    };

    public static JsonObject Script(string listen, IEnumerable<string> lines) => new()
    {
        ["listen"] = listen,
        ["script"] = new JsonObject { ["type"] = "text/javascript", ["exec"] = new JsonArray([.. lines.Select(line => (JsonNode)line)]) },
    };

    private static string Check(int status) =>
        string.Create(CultureInfo.InvariantCulture, $"pm.test('answers {status}', () => pm.expect(pm.response.code, pm.response.text()).to.equal({status}));");

    private static JsonObject Request(ApiOperation operation, PostmanCall call)
    {
        var request = new JsonObject
        {
            ["method"] = operation.Method,
            ["auth"] = Authorization(call.As),
            ["header"] = new JsonArray([.. Headers(operation, call)]),
            ["url"] = Url(operation, call),
            ["description"] = operation.Description is { } more ? $"{operation.Summary}. {more}" : operation.Summary + ".",
        };
        if (call.Body is { } body)
            request["body"] = operation.BodyType == MediaTypes.Form ? Form(body.AsObject()) : Json(body);
        return request;
    }

    private static JsonObject Json(JsonNode body) => new()
    {
        ["mode"] = "raw",
        ["raw"] = body.ToJsonString(Readable),
        ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
    };

    private static JsonObject Form(JsonObject fields) => new()
    {
        ["mode"] = "urlencoded",
        ["urlencoded"] = new JsonArray([.. fields.Select(field => Pair(field.Key, field.Value!.ToString()))]),
    };

    private static JsonObject Authorization(string? token) => token is null
        ? new JsonObject { ["type"] = "noauth" }
        : new JsonObject
        {
            ["type"] = "bearer",
            ["bearer"] = new JsonArray(new JsonObject { ["key"] = "token", ["value"] = $"{{{{{token}}}}}", ["type"] = "string" }),
        };

    private static IEnumerable<JsonNode> Headers(ApiOperation operation, PostmanCall call)
    {
        if (call.Body is not null)
            yield return Pair("Content-Type", operation.BodyType);
        foreach (var (name, value) in call.Headers)
            yield return Pair(name, value);
        foreach (var name in operation.Parameters("header").Select(Name).Where(name => !call.Headers.ContainsKey(name)))
        {
            var header = Pair(name, Sample(name));
            header["disabled"] = true;
            yield return header;
        }
    }

    private static string Sample(string header) => header switch
    {
        "If-Match" or "If-None-Match" => "*",
        "Prefer" => "return=minimal",
        "traceparent" => "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        _ => "{{$guid}}",
    };

    private static JsonObject Url(ApiOperation operation, PostmanCall call)
    {
        var segments = operation.Path.Split('/')[1..].Select(segment => segment.StartsWith('{') ? ":" + segment.Trim('{', '}') : segment).ToList();
        var url = new JsonObject
        {
            ["raw"] = $"{{{{baseUrl}}}}/{string.Join('/', segments)}{RawQuery(call)}",
            ["host"] = new JsonArray("{{baseUrl}}"),
            ["path"] = new JsonArray([.. segments.Select(segment => (JsonNode)segment)]),
        };
        var query = Query(operation, call).ToArray();
        if (query.Length > 0)
            url["query"] = new JsonArray(query);
        var variables = operation.Parameters("path").Select(parameter => Pair(Name(parameter), Name(parameter) == "id" ? call.Id ?? "" : $"{{{{{Name(parameter)}}}}}")).ToArray<JsonNode>();
        if (variables.Length > 0)
            url["variable"] = new JsonArray(variables);
        return url;
    }

    private static string RawQuery(PostmanCall call) =>
        call.Query.Count == 0 ? "" : "?" + string.Join('&', call.Query.Select(parameter => $"{parameter.Key}={parameter.Value}"));

    /// <summary>Parameters that the call does not use are there, disabled, with their descriptions.</summary>
    private static IEnumerable<JsonNode> Query(ApiOperation operation, PostmanCall call)
    {
        foreach (var parameter in operation.Parameters("query"))
        {
            var used = call.Query.TryGetValue(Name(parameter), out var value);
            var pair = Pair(Name(parameter), value ?? "");
            pair["description"] = parameter["description"]?.DeepClone();
            if (!used)
                pair["disabled"] = true;
            yield return pair;
        }
    }

    private static IEnumerable<JsonNode> Responses(ApiOperation operation, PostmanCall call)
    {
        if (operation.ResponseExample is not { } example || call.Status != operation.Status)
            yield break;
        yield return new JsonObject
        {
            ["name"] = "Example",
            ["originalRequest"] = Request(operation, call),
            ["status"] = Reason(call.Status),
            ["code"] = call.Status,
            ["_postman_previewlanguage"] = "json",
            ["header"] = new JsonArray(Pair("Content-Type", "application/json; charset=utf-8")),
            ["body"] = example.ToJsonString(Readable),
        };
    }

    private static string Reason(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);

    private static string Name(JsonNode parameter) => parameter["name"]!.GetValue<string>();

    private static JsonObject Pair(string key, string value) => new() { ["key"] = key, ["value"] = value };
}

/// <summary>What one request of the collection says beyond its operation.</summary>
/// <param name="As">The variable with the caller's token, or null for nobody.</param>
/// <param name="Id">The value of the path's parameter id; others are variables of the same names.</param>
/// <param name="Tests">JavaScript after the response, besides the check of the status.</param>
internal sealed record PostmanCall(
    string Name, string? As, string? Id, JsonNode? Body, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers,
    int Status, IReadOnlyList<string> Tests);

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.Local;
using Clinic.Local.Template;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>A route as an OpenAPI operation.</summary>
internal sealed class Operations(IReadOnlyList<RouteDefinition> template, ContractSchemas schemas)
{
    public const string SecurityScheme = "accessToken";

    public JsonObject Write(ApiResource resource, Route route)
    {
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(resource.Name),
            ["operationId"] = Id(route),
            ["summary"] = route.Summary,
        };
        if (route.Remarks is { } remarks)
            operation["description"] = remarks;
        operation["security"] = new JsonArray([.. route.Scopes.Select(scope => new JsonObject { [SecurityScheme] = new JsonArray(scope) })]);
        operation["parameters"] = Parameters(resource, route);
        if (route.Body is { } body)
            operation["requestBody"] = RequestBody(route, body);
        operation["responses"] = Responses(route);
        return operation;
    }

    /// <summary>The name of the route's event in the template, which is unique in it and does not change with the path.</summary>
    private string Id(Route route) => template.FirstOrDefault(known => known.Method == route.Method && known.Path == route.Path) is { } known
        ? JsonNamingPolicy.CamelCase.ConvertName(known.Event)
        : throw new SetupException($"template.yaml has no event for {route.Method} {route.Path}.");

    private static JsonArray Parameters(ApiResource resource, Route route)
    {
        var parameters = new JsonArray();
        foreach (var segment in route.Path.Split('/').Where(segment => segment.StartsWith('{')))
            parameters.Add(PathParameter(segment.Trim('{', '}'), resource.Name));
        foreach (var parameter in route.Query)
            parameters.Add(SharedParts.IsShared(parameter) ? SharedParts.Reference("parameters", parameter.Name) : SharedParts.Write(parameter));
        if (route is { Versioned: true, Method: "PUT" or "PATCH" or "DELETE" })
            parameters.Add(SharedParts.Reference("parameters", "If-Match"));
        if (route.Creates)
            parameters.Add(SharedParts.Reference("parameters", "Idempotency-Key"));
        parameters.Add(SharedParts.Reference("parameters", "X-Request-Id"));
        return parameters;
    }

    private static JsonObject PathParameter(string name, string resource) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = resource == "users" ? new JsonObject { ["type"] = "string", ["format"] = "uuid" } : new JsonObject { ["type"] = "string" },
    };

    private JsonObject RequestBody(Route route, Type body)
    {
        var schema = route.IsMergePatch ? schemas.PatchOf(body) : schemas.Of(body);
        var content = new JsonObject(route.Consumes.Select(media => KeyValuePair.Create(media, (JsonNode?)Media(schema, Examples.OfRequest(route)))));
        return new JsonObject { ["required"] = !route.IsBodyOptional, ["content"] = content };
    }

    private JsonObject Responses(Route route)
    {
        var responses = new JsonObject();
        if (route.Status < 400)
            responses[Text(route.Status)] = Success(route, route.Status, [.. AnswersWith(route, route.Status)]);
        foreach (var status in route.OtherAnswers.Select(other => other.Status).Except([route.Status]))
            responses[Text(status)] = Success(route, status, [.. AnswersWith(route, status)]);
        foreach (var status in Refusals.Of(route))
            responses[Text(status)] = Refusals.Reference(status);
        return responses;
    }

    private static IEnumerable<Type> AnswersWith(Route route, int status) =>
        new[] { route.Status == status ? route.Answer : null }.OfType<Type>().Concat(route.OtherAnswers.Where(other => other.Status == status).Select(other => other.Answer));

    private JsonObject Success(Route route, int status, IReadOnlyList<Type> answers)
    {
        var response = new JsonObject { ["description"] = Meaning(status), ["headers"] = SuccessHeaders(route, status) };
        if (answers.Count > 0)
            response["content"] = Content(route, answers);
        return response;
    }

    private JsonObject Content(Route route, IReadOnlyList<Type> answers)
    {
        var schema = answers is [var only] ? schemas.Of(only) : new JsonObject { ["oneOf"] = new JsonArray([.. answers.Select(schemas.Of)]) };
        var content = new JsonObject { [MediaTypes.Json] = Media(schema, Examples.OfAnswer(answers[0])) };
        foreach (var type in route.Produces.Skip(1))
            content[type] = Media(new JsonObject { ["type"] = "string" }, null);
        return content;
    }

    private static JsonObject SuccessHeaders(Route route, int status)
    {
        string?[] names =
        [
            "X-Request-Id",
            route is { Versioned: true, Answer: not null } ? "ETag" : null,
            status == 201 ? "Location" : null,
            route.Creates ? "Idempotency-Replayed" : null,
        ];
        return SharedParts.HeaderReferences(names.OfType<string>());
    }

    private static JsonObject Media(JsonObject schema, JsonNode? example)
    {
        var media = new JsonObject { ["schema"] = schema.DeepClone() };
        if (example is not null)
            media["example"] = example;
        return media;
    }

    private static string Meaning(int status) => status switch
    {
        201 => "Created; Location says where it is.",
        202 => "Accepted.",
        204 => "Done; there is nothing more to say.",
        _ => "Done.",
    };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}

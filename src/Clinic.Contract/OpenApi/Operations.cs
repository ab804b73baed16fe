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
            responses[Text(route.Status)] = Success(route, route.Status, [.. TypesOf(route, route.Status)]);
        foreach (var status in route.OtherResponses.Select(other => other.Status).Except([route.Status]))
            responses[Text(status)] = Success(route, status, [.. TypesOf(route, status)]);
        foreach (var status in Refusals.Of(route))
            responses[Text(status)] = Refusals.Reference(status);
        return responses;
    }

    private static IEnumerable<Type> TypesOf(Route route, int status) =>
        new[] { route.Status == status ? route.Response : null }.OfType<Type>().Concat(route.OtherResponses.Where(other => other.Status == status).Select(other => other.Response));

    private JsonObject Success(Route route, int status, IReadOnlyList<Type> types)
    {
        var response = new JsonObject { ["description"] = Meaning(status), ["headers"] = SuccessHeaders(route, status) };
        if (types.Count > 0)
            response["content"] = Content(route, types);
        return response;
    }

    private JsonObject Content(Route route, IReadOnlyList<Type> types)
    {
        var schema = types is [var only] ? schemas.Of(only) : new JsonObject { ["oneOf"] = new JsonArray([.. types.Select(schemas.Of)]) };
        var content = new JsonObject { [MediaTypes.Json] = Media(schema, Examples.OfResponse(types[0])) };
        foreach (var type in route.Produces.Skip(1))
            content[type] = Media(new JsonObject { ["type"] = "string" }, null);
        return content;
    }

    private static JsonObject SuccessHeaders(Route route, int status)
    {
        string?[] names =
        [
            "X-Request-Id",
            route is { Versioned: true, Response: not null } ? "ETag" : null,
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

/// <summary>The problems with which a route can respond: those that its properties imply, besides those that it names itself.</summary>
internal static class Refusals
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The request is malformed or its input invalid: errors names each field at fault.",
        [401] = "There is no valid access token, or what was sent to sign in is wrong.",
        [403] = "The token's scopes or the caller's role do not allow this, or the account that it acts for is no longer active.",
        [404] = "It does not exist, or the caller may not see it.",
        [406] = "Accept leaves out everything that this resource is available as.",
        [409] = "The request is valid and the state does not allow it.",
        [412] = "If-Match names a version that is no longer the current one; nothing was changed.",
        [413] = "The body is over 256 KB.",
        [415] = "The body is of a media type or has a Content-Encoding that is not taken here; a header says what is.",
        [429] = "Too many requests, or too many failed attempts.",
        [500] = "Something went wrong; traceId is all there is to say.",
        [503] = "Busy; nothing was changed.",
    };

    public static IReadOnlyList<int> Of(Route route) => [.. Implied(route).Concat(route.Refusals).Distinct().Order()];

    public static JsonObject Reference(int status) => SharedParts.Reference("responses", Name(status));

    public static JsonObject Responses(ContractSchemas schemas) =>
        new(Meanings.Select(meaning => KeyValuePair.Create(Name(meaning.Key), (JsonNode?)Response(meaning.Key, meaning.Value, schemas))));

    private static List<int> Implied(Route route)
    {
        // The gateway limits the rate of every route, and every route that reads input refuses unknown query parameters.
        List<int> statuses = [400, 406, 429, 500, 503];
        if (!route.IsPublic)
            statuses.AddRange([401, 403]);
        if (route.Body is not null)
            statuses.AddRange([413, 415]);
        if (route is { Versioned: true, Method: "PUT" or "PATCH" or "DELETE" })
            statuses.Add(412);
        if (route.Creates)
            statuses.Add(409);
        return statuses;
    }

    private static JsonObject Response(int status, string meaning, ContractSchemas schemas) => new()
    {
        ["description"] = meaning,
        ["headers"] = SharedParts.HeaderReferences(["X-Request-Id", .. OwnHeaders(status)]),
        ["content"] = new JsonObject { [ProblemDetails.MediaType] = new JsonObject { ["schema"] = schemas.Of(typeof(ProblemDetails)) } },
    };

    private static string[] OwnHeaders(int status) => status switch
    {
        415 => ["Accept", "Accept-Encoding", "Accept-Patch", "Accept-Post"],
        429 or 503 => ["Retry-After"],
        _ => [],
    };

    private static string Name(int status) => Problems.Title(status).Replace(" ", "", StringComparison.Ordinal);
}

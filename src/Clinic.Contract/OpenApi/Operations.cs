using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Local;
using Clinic.Local.Template;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>A route as an OpenAPI operation.</summary>
internal sealed class Operations(IReadOnlyList<RouteDefinition> template, ContractSchemas schemas)
{
    public const string SecurityScheme = "accessToken";

    /// <param name="method">The route's own, or HEAD.</param>
    public JsonObject Write(ApiResource resource, Route route, string method)
    {
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(resource.Name),
            ["operationId"] = Id(route, method),
            ["summary"] = route.Summary,
        };
        if (route.Remarks is { } remarks)
            operation["description"] = remarks;
        if (route.DeprecatedSince is not null)
            operation["deprecated"] = true;
        operation["security"] = new JsonArray([.. route.Scopes.Select(scope => new JsonObject { [SecurityScheme] = new JsonArray(scope) })]);
        operation["parameters"] = Parameters(resource, route);
        if (route.Body is { } body)
            operation["requestBody"] = RequestBody(route, body);
        if (route.Form.Count > 0)
            operation["requestBody"] = FormBody(route);
        operation["responses"] = method == "HEAD" ? WithoutBodies(Responses(route)) : Responses(route);
        return operation;
    }

    /// <summary>The name of the route's event in the template, which is unique in it and does not change with the path.</summary>
    private string Id(Route route, string method) => template.FirstOrDefault(known => known.Method == method && known.Path == route.Path) is { } known
        ? JsonNamingPolicy.CamelCase.ConvertName(known.Event)
        : throw new SetupException($"template.yaml has no event for {method} {route.Path}.");

    private static JsonArray Parameters(ApiResource resource, Route route)
    {
        var parameters = new JsonArray();
        foreach (var segment in route.Path.Split('/').Where(segment => segment.StartsWith('{')))
            parameters.Add(PathParameter(segment.Trim('{', '}'), !route.IsPublic && (resource.Name is "users" or "appointments" || route.Path.StartsWith("/users/", StringComparison.Ordinal))));
        foreach (var parameter in route.Query)
            parameters.Add(SharedParts.IsShared(parameter) ? SharedParts.Reference("parameters", parameter.Name) : SharedParts.Write(parameter));
        if (route is { Versioned: true, Method: "PUT" or "PATCH" or "DELETE" })
            parameters.Add(SharedParts.Reference("parameters", "If-Match"));
        if (route.Method == "GET")
            parameters.Add(SharedParts.Reference("parameters", "If-None-Match"));
        if (route.Creates)
            parameters.Add(SharedParts.Reference("parameters", "Idempotency-Key"));
        if (route.IsEcho)
            parameters.Add(SharedParts.Reference("parameters", "Prefer"));
        parameters.Add(SharedParts.Reference("parameters", "Accept-Language"));
        parameters.Add(SharedParts.Reference("parameters", "X-Request-Id"));
        parameters.Add(SharedParts.Reference("parameters", "traceparent"));
        return parameters;
    }

    private static JsonObject PathParameter(string name, bool isUuid) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = isUuid ? new JsonObject { ["type"] = "string", ["format"] = "uuid" } : new JsonObject { ["type"] = "string" },
    };

    private JsonObject RequestBody(Route route, Type body)
    {
        var schema = route.IsMergePatch ? schemas.PatchOf(body) : schemas.Of(body);
        var content = new JsonObject(route.Consumes.Select(media => KeyValuePair.Create(media, (JsonNode?)Media(schema, RequestExamples.Find(route)))));
        return new JsonObject { ["required"] = !route.IsBodyOptional, ["content"] = content };
    }

    private static JsonObject FormBody(Route route)
    {
        var fields = new JsonObject(route.Form.Select(field => KeyValuePair.Create(field.Name, SharedParts.Write(field)["schema"]?.DeepClone())));
        var schema = new JsonObject { ["type"] = "object", ["properties"] = fields, ["required"] = new JsonArray([.. route.Form.Select(field => JsonValue.Create(field.Name))]) };
        var example = new JsonObject(route.Form.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Constraint.Values![0])));
        return new JsonObject { ["required"] = true, ["content"] = new JsonObject { [MediaTypes.Form] = Media(schema, example) } };
    }

    private JsonObject Responses(Route route)
    {
        var responses = new JsonObject();
        if (route.Status < 400)
            responses[Text(route.Status)] = Success(route, route.Status, [.. TypesOf(route, route.Status)]);
        foreach (var status in route.OtherResponses.Select(other => other.Status).Except([route.Status]))
            responses[Text(status)] = Success(route, status, [.. TypesOf(route, status)]);
        if (route is { IsEcho: true, Status: 200 })
            responses["204"] = Success(route, 204, []);
        if (route.Method == "GET")
            responses["304"] = Success(route, 304, []);
        foreach (var refusal in Refusals.Of(route))
            responses[Text(refusal.Key)] = Refusals.Response(refusal.Key, [.. refusal], schemas, route.IsPage);
        return responses;
    }

    /// <summary>HEAD has the headers of GET. Refusals stay references: that of HEAD has no body goes without saying.</summary>
    private static JsonObject WithoutBodies(JsonObject responses)
    {
        foreach (var (_, response) in responses)
            (response as JsonObject)?.Remove("content");
        return responses;
    }

    private static IEnumerable<Type> TypesOf(Route route, int status) =>
        new[] { route.Status == status ? route.Response : null }.OfType<Type>().Concat(route.OtherResponses.Where(other => other.Status == status).Select(other => other.Response));

    private JsonObject Success(Route route, int status, IReadOnlyList<Type> types)
    {
        var response = new JsonObject { ["description"] = Meaning(status), ["headers"] = SuccessHeaders(route, status) };
        if (types.Count > 0 || (status == route.Status && !route.Produces.Contains(MediaTypes.Json)))
            response["content"] = Content(route, types);
        return response;
    }

    private JsonObject Content(Route route, IReadOnlyList<Type> types)
    {
        var content = new JsonObject();
        foreach (var type in route.Produces)
            content[type] = type == MediaTypes.Json ? Media(SchemaOf(types), ResponseExamples.Find(types[0])) : Media(new JsonObject { ["type"] = "string" }, null);
        return content;
    }

    /// <summary>Not oneOf: without a discriminator some generators make a client of that which reads neither.</summary>
    private JsonObject SchemaOf(IReadOnlyList<Type> types) =>
        types is [var only] ? schemas.Of(only) : new JsonObject { ["anyOf"] = new JsonArray([.. types.Select(schemas.Of)]) };

    private static JsonObject SuccessHeaders(Route route, int status)
    {
        string?[] names =
        [
            "X-Request-Id",
            "Server-Timing",
            route.Method == "GET" || route.IsTagged || route is { Versioned: true, Response: not null } ? "ETag" : null,
            route.Method == "GET" ? "Cache-Control" : null,
            route.Query.Contains(QueryParameter.NextToken) ? "Link" : null,
            status == 201 || (status == 202 && route.Creates) ? "Location" : null,
            route.Creates ? "Idempotency-Replayed" : null,
            route.IsEcho ? "Preference-Applied" : null,
            route.Limit is null ? null : "RateLimit-Policy",
            route.Limit is null ? null : "RateLimit",
            route.DeprecatedSince is null ? null : "Deprecation",
            route.Sunset is null ? null : "Sunset",
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
        304 => "The client has it already.",
        _ => "Done.",
    };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The problems with which a route can respond: those that its properties imply, besides those that it names itself.</summary>
internal static class Refusals
{
    private static readonly Dictionary<int, (string Name, string Meaning)> Meanings = new()
    {
        [400] = ("BadRequest", "The request is malformed or its input invalid: errors and fields name each field at fault."),
        [401] = ("Unauthorized", "There is no valid access token, or what was sent to sign in is wrong."),
        [403] = ("Forbidden", "The token's scopes or the caller's role do not allow this, or the account that it acts for is no longer active."),
        [404] = ("NotFound", "It does not exist, or the caller may not see it."),
        [406] = ("NotAcceptable", "Accept leaves out everything that this resource is available as."),
        [409] = ("Conflict", "The request is valid and the state does not allow it."),
        [410] = ("Gone", "It was there, and will not be again."),
        [412] = ("PreconditionFailed", "If-Match names a version that is no longer the current one; nothing was changed."),
        [413] = ("ContentTooLarge", "The body is over 256 KB."),
        [415] = ("UnsupportedMediaType", "The body is of a media type or has a Content-Encoding that is not taken here; a header says what is."),
        [429] = ("TooManyRequests", "Too many requests, or too many failed attempts."),
        [500] = ("InternalServerError", "Something went wrong; traceId is all there is to say."),
        [503] = ("ServiceUnavailable", "Busy; nothing was changed, unless the code is unavailable."),
        [504] = ("GatewayTimeout", "The answer took too long; what was asked for may have happened."),
    };

    /// <summary>What the gateway answers for any route, and what every route checks.</summary>
    private static readonly ProblemCode[] Everywhere =
    [
        ProblemCode.InvalidInput, ProblemCode.BadRequest, ProblemCode.Blocked, ProblemCode.NotAcceptable, ProblemCode.Throttled,
        ProblemCode.InternalError, ProblemCode.Busy, ProblemCode.Unavailable, ProblemCode.Timeout,
    ];

    /// <summary>The codes of a response that the document has once for all the routes with just these.</summary>
    private static readonly ILookup<int, ProblemCode> Shared = Everywhere.Concat(
    [
        ProblemCode.Unauthorized, ProblemCode.InsufficientScope, ProblemCode.NotFound, ProblemCode.IdempotencyKeyReused, ProblemCode.StaleVersion,
        ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.UnsupportedContentEncoding,
    ]).InOrder().ToLookup(code => code.Status);

    /// <summary>The codes by status, in the order of the list.</summary>
    public static IEnumerable<IGrouping<int, ProblemCode>> Of(Route route) => Everywhere.Concat(Implied(route)).Concat(route.Refusals)
        .InOrder().Select(code => (code.Status, Code: code)).Concat(route.NamesVersion ? [(409, ProblemCode.StaleVersion)] : [])
        .GroupBy(refusal => refusal.Status, refusal => refusal.Code).OrderBy(status => status.Key);

    /// <param name="isPage">People read it: a page, or what the gateway answers by itself.</param>
    public static JsonObject Response(int status, IReadOnlyList<ProblemCode> codes, ContractSchemas schemas, bool isPage)
    {
        if (!isPage && codes.SequenceEqual(Shared[status]))
            return SharedParts.Reference("responses", Meanings[status].Name);
        var response = Describe(status, codes, schemas);
        if (isPage)
            response["content"]![MediaTypes.Html] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        return response;
    }

    public static JsonObject Responses(ContractSchemas schemas) =>
        new(Meanings.Where(meaning => Shared.Contains(meaning.Key)).Select(meaning => KeyValuePair.Create(meaning.Value.Name, (JsonNode?)Describe(meaning.Key, Shared[meaning.Key], schemas))));

    /// <summary>Each once, in the order of the closed list.</summary>
    private static IEnumerable<ProblemCode> InOrder(this IEnumerable<ProblemCode> codes) => ProblemCode.All.Where(codes.ToHashSet().Contains);

    private static IEnumerable<ProblemCode> Implied(Route route)
    {
        if (!route.IsPublic)
        {
            yield return ProblemCode.Unauthorized;
            yield return ProblemCode.InsufficientScope;
        }
        // Whether a body is taken or not: one that is too long or has a content coding is refused.
        if (route.Method != "GET")
        {
            yield return ProblemCode.BodyTooLarge;
            yield return ProblemCode.UnsupportedMediaType;
            yield return ProblemCode.UnsupportedContentEncoding;
        }
        if (route is { Versioned: true, Method: "PUT" or "PATCH" or "DELETE" })
            yield return ProblemCode.StaleVersion;
        if (route.Creates)
            yield return ProblemCode.IdempotencyKeyReused;
    }

    private static JsonObject Describe(int status, IEnumerable<ProblemCode> codes, ContractSchemas schemas) => new()
    {
        ["description"] = Meanings[status].Meaning,
        ["headers"] = SharedParts.HeaderReferences(["X-Request-Id", "Content-Language", "Server-Timing", .. OwnHeaders(status)]),
        ["content"] = new JsonObject { [ProblemDetails.MediaType] = new JsonObject { ["schema"] = schemas.Of(typeof(ProblemDetails)) } },
        ["x-problem-codes"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code.Name))]),
    };

    private static string[] OwnHeaders(int status) => status switch
    {
        401 => ["WWW-Authenticate", "RateLimit", "RateLimit-Policy"],
        403 => ["WWW-Authenticate"],
        400 => ["RateLimit", "RateLimit-Policy"],
        415 => ["Accept", "Accept-Encoding", "Accept-Patch", "Accept-Post"],
        429 => ["Retry-After", "RateLimit", "RateLimit-Policy"],
        503 => ["Retry-After"],
        _ => [],
    };
}

using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>Which problems a route can answer with: what its properties imply, beside those that it names itself.</summary>
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
        // The gateway limits the rate of everything, and wherever there is something to read an unknown query parameter is refused.
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

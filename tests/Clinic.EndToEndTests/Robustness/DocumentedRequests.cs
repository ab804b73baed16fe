using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.EndToEndTests.Contract;
using Clinic.Local.Aws.Protocol;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>A request, and which statuses are right for it besides being documented.</summary>
/// <param name="What">What is special about it.</param>
/// <param name="IsSigned">Sent with an access token that has every scope of its operation.</param>
internal sealed record DocumentedRequest(
    DocumentedOperation Operation, string What, string Method, string Target, string? Body, string MediaType, IReadOnlyList<(string, string)> Headers, bool IsSigned, Func<int, bool> IsRight)
{
    public bool IsValid => What == "is valid";

    public override string ToString() => $"{Operation.Id} that {What}: {Method} {Target} {Body}";
}

/// <summary>Requests made from the document alone: what it allows, and what it refuses, one fault in each.</summary>
/// <param name="ids">An id of each resource that is there, by the first segment of its path.</param>
internal sealed class DocumentedRequests(DocumentedApi api, Random random, IReadOnlyDictionary<string, string> ids)
{
    /// <summary>Not escaped, or the longest texts that are allowed would make a body too long.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonNodeContext.Default };

    private const int ValidOfEach = 8;
    private const int RoundsOfFaults = 3;

    private readonly SchemaValues values = new(api, random, new Dictionary<string, string> { ["userId"] = ids["users"], ["thanatologistId"] = ids["thanatologists"], ["instrument"] = "gad-7", ["scopes"] = "clinic/users.read" });

    public IEnumerable<DocumentedRequest> All() => api.Operations.SelectMany(Of);

    private IEnumerable<DocumentedRequest> Of(DocumentedOperation operation) =>
        [.. Valid(operation), .. Enumerable.Range(0, RoundsOfFaults).SelectMany(_ => InvalidBodies(operation).Concat(InvalidParameters(operation))), .. WrongMethods(operation), .. WrongTokens(operation), .. WrongHeaders(operation)];

    /// <summary>What the schemas allow is well formed: whatever else may be wrong with it, it is not refused as malformed.</summary>
    private IEnumerable<DocumentedRequest> Valid(DocumentedOperation operation) =>
        Enumerable.Range(0, ValidOfEach).Select(_ => Request(operation, "is valid", status => status != 400));

    private IEnumerable<DocumentedRequest> InvalidBodies(DocumentedOperation operation)
    {
        if (operation.Bodies.Count == 0)
            yield break;
        var (mediaType, schema) = values.Pick(operation.Bodies.ToList());
        foreach (var (what, body) in values.Invalid(schema, values.Valid(schema)))
        {
            using var sent = JsonDocument.Parse(Text(body));
            if (api.FaultOf(schema, sent.RootElement) is null)
                throw new InvalidOperationException($"A body of {operation.Id} that {what} is valid: {Text(body)}");
            yield return Request(operation, what, IsRefused) with { Body = Sent(body, mediaType), MediaType = mediaType };
        }
        if (operation.IsBodyRequired)
            yield return Request(operation, "has no body", IsRefused) with { Body = null };
    }

    private IEnumerable<DocumentedRequest> InvalidParameters(DocumentedOperation operation)
    {
        yield return Request(operation, "has an unknown query parameter", IsRefused, [("unknown", "1")]);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.ToString() != "path"))
        {
            var (name, isQuery) = (parameter["name"]!.ToString(), parameter["in"]!.ToString() == "query");
            if (parameter["required"]?.GetValue<bool>() is true)
                yield return Request(operation, $"has no {name}", IsRefused, [(name, null)]);
            foreach (var (what, value) in values.Invalid(parameter["schema"]!, null).Where(fault => fault.Value is JsonValue))
            {
                // In an address everything is text, and a text without limits is any.
                if (api.FaultOf(parameter["schema"]!, DocumentedApi.Parse(parameter["schema"]!, value!.ToString())) is null)
                    continue;
                var request = Request(operation, $"has a {name} that {what}", IsRefused, isQuery ? [(name, value.ToString())] : []);
                yield return isQuery ? request : request with { Headers = [(name, value.ToString())] };
            }
        }
    }

    private IEnumerable<DocumentedRequest> WrongMethods(DocumentedOperation operation) =>
        from method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]
        where api.At(operation.Path).All(known => known.Method != method)
        select Request(operation, "is of another method", status => status == 405) with { Method = method };

    private IEnumerable<DocumentedRequest> WrongTokens(DocumentedOperation operation)
    {
        if (operation.Scopes.Count == 0)
            yield break;
        yield return Request(operation, "has no token", status => status == 401) with { IsSigned = false };
        foreach (var authorization in (string[])["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
            yield return Request(operation, "has a token that is none", status => status == 401) with { IsSigned = false, Headers = [("Authorization", authorization)] };
    }

    private IEnumerable<DocumentedRequest> WrongHeaders(DocumentedOperation operation)
    {
        foreach (var accept in (string[])["application/xml", "image/png, video/mp4", "*/*;q=0"])
            yield return Request(operation, $"accepts {accept}", status => status == 406) with { Headers = [("Accept", accept)] };
        foreach (var mediaType in (string[])["text/plain", "application/json; charset=utf-16", "x", "multipart/form-data"])
        {
            if (operation.Bodies.Count > 0)
                yield return Request(operation, $"is {mediaType}", status => status == 415) with { MediaType = mediaType };
        }
    }

    private static bool IsRefused(int status) => status is >= 400 and < 500;

    /// <summary>A valid request, but for the query parameters that are given, or left out where they are null.</summary>
    private DocumentedRequest Request(DocumentedOperation operation, string what, Func<int, bool> isRight, params (string Name, string? Value)[] others)
    {
        var query = new Dictionary<string, string?>();
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.ToString() == "query"))
        {
            if (parameter["required"]?.GetValue<bool>() is true || random.Next(4) == 0)
                query[parameter["name"]!.ToString()] = values.Valid(parameter["schema"]!, parameter["name"]!.ToString())!.ToString();
        }
        foreach (var (name, value) in others)
            query[name] = value;
        var path = operation.Path.Replace("{id}", operation.Method == "DELETE" ? Bodies.Id() : ids.GetValueOrDefault(operation.Path.Split('/')[1]) ?? Bodies.Id(), StringComparison.Ordinal).At();
        var target = path + "?" + string.Join('&', query.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}"));
        var body = operation.Bodies.Count == 0 ? default : values.Pick(operation.Bodies.ToList());
        return new(operation, what, operation.Method, target.TrimEnd('?'), body.Value is null ? null : Sent(values.Valid(body.Value), body.Key), body.Key ?? "", [], true, isRight);
    }

    private static string Sent(JsonNode? body, string mediaType) => mediaType == MediaTypes.Form && body is JsonObject fields
        ? string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value?.ToString() ?? "")}"))
        : Text(body);

    private static string Text(JsonNode? body) => body?.ToJsonString(Readable) ?? "null";
}

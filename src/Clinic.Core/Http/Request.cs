using System.Text;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Http;

/// <summary>
/// A request as an Api class reads it: the caller, checked query parameters, the body as a contract. What is read here
/// has passed the checks that hold for every route (<see cref="RequestChecks"/>).
/// </summary>
public sealed class Request(APIGatewayProxyRequest gateway, Route route, PageTokens? pageTokens)
{
    private readonly Dictionary<string, string> headers = new(gateway.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);

    public Caller Caller { get; } = Caller.From(gateway.RequestContext?.Authorizer?.Claims, gateway.RequestContext?.RequestId ?? "");

    public Route Route => route;

    public string Path => gateway.Path ?? route.Path;

    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>What to answer with, of what the route has and the client accepts; null when that is nothing.</summary>
    public string? AnswerType => MediaTypes.Choose(Header("Accept"), route.Produces);

    public string? Query(string name) => gateway.QueryStringParameters is { } query && query.TryGetValue(name, out var value) ? TextForm.Of(value) : null;

    /// <summary>A cookie of the request (RFC 6265, section 4.2).</summary>
    public string? Cookie(string name) => Header("Cookie")?.Split(';', StringSplitOptions.TrimEntries)
        .Where(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)).Select(cookie => cookie[(name.Length + 1)..]).FirstOrDefault();

    public DateOnly? QueryDate(string name) => Query(name) is { } value ? QueryParameter.ParseDate(value) : null;

    public string? QueryId(string name) => Identifier.TryParse(Query(name), out var id) ? id : null;

    /// <summary>The path's <c>id</c> where ids are UUIDs.</summary>
    /// <exception cref="NotFoundException">It is not an id, and so names nothing.</exception>
    public string Id => Identifier.TryParse(PathParameter("id"), out var id) ? id : throw new NotFoundException();

    public string PathParameter(string name) =>
        gateway.PathParameters is { } parameters && parameters.TryGetValue(name, out var value) ? value : throw new NotFoundException();

    public VersionCondition IfMatch => EntityTag.ReadIfMatch(Header("If-Match"));

    /// <summary>The claim on the <c>Idempotency-Key</c>, when the request has one; set by the host.</summary>
    public IdempotencyClaim? Claim { get; internal set; }

    /// <summary>Runs what has an effect and responds with its view. How the response looks is known before, as it is stored in the transaction of the effect.</summary>
    public async Task<Response> RespondAsync<TView>(Func<ResponseToStore<TView>, Task<TView>> run, Func<TView, Response> respond) =>
        respond(await run(new ResponseToStore<TView>(Claim, respond)));

    /// <exception cref="InvalidInputException">The body is not the contract's JSON, or breaks its rules; every field at fault is named.</exception>
    public T Body<T>(IValidator<T> validator) where T : class
    {
        var body = Body<T>();
        Validation.Check(validator, body);
        return body;
    }

    /// <summary>The body before its rules are checked, where those depend on what is stored.</summary>
    public T Body<T>() where T : class => RequestBody.Parse<T>(BodyBytes());

    /// <summary>The body of a route where it is optional; null when there is none.</summary>
    public T? OptionalBody<T>(IValidator<T> validator) where T : class => BodyBytes().Length == 0 ? null : Body(validator);

    /// <summary>Applies the body, a JSON Merge Patch (RFC 7396), to the contract as it stands.</summary>
    public T Patch<T>(T current) where T : class => RequestBody.Merge(current, BodyBytes());

    public byte[] BodyBytes() => gateway switch
    {
        { Body: null } => [],
        { IsBase64Encoded: true } => Convert.FromBase64String(gateway.Body),
        _ => Encoding.UTF8.GetBytes(gateway.Body),
    };

    public async Task<Page> PageAsync()
    {
        var limit = Query("limit") is { } text ? Page.ParseLimit(text)!.Value : Page.DefaultLimit;
        return new Page(limit, Query("nextToken") is { } token ? await Tokens.OpenAsync(token, PageBinding()) : null);
    }

    public async Task<Response> ListAsync<T>(Slice<T> slice) =>
        Response.Ok(new ListView<T>(slice.Items, slice.Next is { } next ? await Tokens.SealAsync(next, PageBinding()) : null));

    private PageTokens Tokens => pageTokens ?? throw new InvalidOperationException("This function has no lists.");

    /// <summary>A token belongs to the caller, the resource and the filters, whatever the size of the page.</summary>
    private string PageBinding()
    {
        var filters = route.Query.Where(parameter => parameter.Name is not ("limit" or "nextToken"))
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Query(parameter.Name) ?? "")}");
        return string.Join('\n', [Caller.Subject, Path, .. filters]);
    }
}

/// <summary>The headers of every answer, in one place.</summary>
public sealed partial class Headers(string corsAllowedOrigin)
{
    private const string Exposed = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed, Allow";

    /// <summary>The answer's own headers together with the security headers, CORS and the request id.</summary>
    /// <param name="basePath">What the address has before the route, so that Location is right behind a stage too.</param>
    public Dictionary<string, string> Complete(Response response, string requestId, string basePath)
    {
        var headers = new Dictionary<string, string>(response.Headers)
        {
            ["X-Request-Id"] = requestId,
            ["Cache-Control"] = "no-store",
            ["X-Content-Type-Options"] = "nosniff",
            ["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains",
            ["Access-Control-Allow-Origin"] = corsAllowedOrigin,
            ["Access-Control-Expose-Headers"] = Exposed,
        };
        if (headers.TryGetValue("Location", out var location))
            headers["Location"] = basePath + location;
        if (response.ContentType is { } type)
            headers["Content-Type"] = type;
        if (corsAllowedOrigin != "*")
            headers["Vary"] = "Origin";
        return headers;
    }

    /// <summary>The client's own request id when it is sane, otherwise the gateway's.</summary>
    public static string RequestId(string? fromClient, string fromGateway) =>
        fromClient is not null && SaneId().IsMatch(fromClient) ? fromClient : fromGateway;

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,64}\z")]
    internal static partial Regex SaneId();
}

/// <summary>UUIDs (RFC 9562) as the API writes them: lower case, with hyphens. They are read in any letter case.</summary>
public static class Identifier
{
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>Reads what a validator has let through.</summary>
    public static string Parse(string text) => Guid.ParseExact(text, "D").ToString();

    public static bool TryParse(string? text, out string id)
    {
        id = Guid.TryParseExact(text, "D", out var guid) ? guid.ToString() : "";
        // The parser overlooks blanks around an id.
        return id.Length > 0 && id.Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}

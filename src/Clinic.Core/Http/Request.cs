using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;
using FluentValidation.Results;

namespace Clinic.Core.Http;

/// <summary>
/// A request as an Api class reads it: the caller, checked query parameters, the body as a contract. What is read here
/// has passed the checks that hold for every route (<see cref="RequestChecks"/>).
/// </summary>
public sealed class Request(APIGatewayProxyRequest gateway, Route route, PageTokens? pageTokens)
{
    private readonly RequestHeaders headers = new(gateway);

    public Caller Caller { get; } = Caller.From(gateway.RequestContext?.Authorizer?.Claims, gateway.RequestContext?.RequestId ?? "");

    public Route Route => route;

    public string Path => gateway.Path ?? route.Path;

    public string? Header(string name) => headers.Of(name);

    /// <summary>A header that is a list, over however many lines it was sent.</summary>
    public string? ListHeader(string name) => headers.ListOf(name);

    /// <summary>The address of the API as the client knows it: scheme, host, and stage or base path, without a slash at its end.</summary>
    public string BaseAddress => $"{(Header("X-Forwarded-Proto") == "http" ? "http" : "https")}://{Header("Host")}{BasePath(gateway)}";

    /// <summary>What a service has counted while it answered.</summary>
    public AttemptCounter Attempts { get; } = new();

    /// <summary>The media type to respond with, which the route has and the client accepts; null when there is none.</summary>
    public string? ResponseType => MediaTypes.Choose(Header("Accept"), route.Produces);

    public string? Query(string name) => gateway.QueryStringParameters is { } query && query.TryGetValue(name, out var value) ? TextForm.Of(value) : null;

    /// <summary>A cookie of the request (RFC 6265, section 4.2).</summary>
    public string? Cookie(string name) => Header("Cookie")?.Split(';', StringSplitOptions.TrimEntries)
        .Where(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)).Select(cookie => cookie[(name.Length + 1)..]).FirstOrDefault();

    public DateOnly? QueryDate(string name) => Query(name) is { } value ? QueryParameter.ParseDate(value) : null;

    public DateTimeOffset? QueryMoment(string name) => Query(name) is { } value ? UtcTimeConverter.Parse(value) : null;

    public int? QueryNumber(string name) => Query(name) is { } value ? QueryParameter.ParseNumber(value) : null;

    public string? QueryId(string name) => Identifier.TryParse(Query(name), out var id) ? id : null;

    /// <summary>The path's <c>id</c> where ids are UUIDs.</summary>
    /// <exception cref="NotFoundException">It is not an id, and so names nothing.</exception>
    public string Id => IdOf("id");

    /// <summary>Another id of the path that is a UUID.</summary>
    /// <exception cref="NotFoundException">It is not an id, and so names nothing.</exception>
    public string IdOf(string name) => Identifier.TryParse(PathParameter(name), out var id) ? id : throw new NotFoundException();

    public string PathParameter(string name) =>
        gateway.PathParameters is { } parameters && parameters.TryGetValue(name, out var value) ? value : throw new NotFoundException();

    public VersionCondition IfMatch => EntityTag.ReadIfMatch(ListHeader("If-Match"));

    /// <summary>The claim on the <c>Idempotency-Key</c>, when the request has one; set by the host.</summary>
    public IdempotencyClaim? Claim { get; internal set; }

    /// <summary>Runs an effect and responds with its view. The response has to be known before, as it is stored in the transaction of the effect.</summary>
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

    /// <summary>The fields of a form that is the body, with all of their values.</summary>
    internal ILookup<string, string> Fields => Encoding.UTF8.GetString(BodyBytes()).Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToLookup(pair => WebUtility.UrlDecode(pair[0]), pair => pair is [_, var value] ? WebUtility.UrlDecode(value) : "");

    /// <summary>A field of a form, which has been sent once and obeys its rule.</summary>
    public string Field(string name) => Fields[name].Single();

    /// <summary>The body of a route that needs none; null when there is none.</summary>
    public T? OptionalBody<T>(IValidator<T> validator) where T : class => BodyBytes().Length == 0 ? null : Body(validator);

    /// <summary>Applies the body, a JSON Merge Patch (RFC 7396), to the contract as it stands.</summary>
    public T Patch<T>(T current) where T : class => RequestBody.Merge(current, BodyBytes());

    /// <summary>The same, where the rules need nothing but the contract itself.</summary>
    /// <exception cref="InvalidInputException">The result breaks a rule that the contract, as it stands, does not.</exception>
    public T Patch<T>(T current, IValidator<T> validator) where T : class
    {
        var edited = Patch(current);
        Validation.Check(validator, edited, current);
        return edited;
    }

    public byte[] BodyBytes() => gateway switch
    {
        { Body: null } => [],
        { IsBase64Encoded: true } => Convert.FromBase64String(gateway.Body),
        _ => Encoding.UTF8.GetBytes(gateway.Body),
    };

    public async Task<Page> PageAsync()
    {
        return new Page(QueryNumber("limit") ?? Page.DefaultLimit, Query("nextToken") is { } token ? await Tokens.OpenAsync(token, PageBinding()) : null);
    }

    /// <summary>A page, with the address of the next one (RFC 8288).</summary>
    public async Task<Response> ListAsync<T>(Slice<T> slice)
    {
        if (slice.Next is not { } next)
            return Response.Ok(new ListView<T>(slice.Items, null));
        var token = await Tokens.SealAsync(next, PageBinding());
        var page = Response.Ok(new ListView<T>(slice.Items, token));
        // A token is another one each time. The page is the same with any of them.
        var tag = EntityTag.Of(page with { Body = page.Body!.Replace(token, "", StringComparison.Ordinal) });
        return page.With("ETag", tag).With("Link", $"<{gateway.RequestContext?.Path ?? Path}?{QueryWith(token)}>; rel=\"next\"");
    }

    private string QueryWith(string nextToken) => string.Join('&', (gateway.QueryStringParameters ?? new Dictionary<string, string>())
        .Where(parameter => parameter.Key != "nextToken").Append(KeyValuePair.Create("nextToken", nextToken)).Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>The part of the address before the route: a slash and the stage, or the base path of a domain, or nothing.</summary>
    internal static string BasePath(APIGatewayProxyRequest gateway)
    {
        var full = gateway.RequestContext?.Path?.TrimEnd('/').Split('/') ?? [];
        return string.Join('/', full[..Math.Max(0, full.Length - gateway.Resource.TrimEnd('/').AsSpan().Count('/'))]);
    }

    private PageTokens Tokens => pageTokens ?? throw new InvalidOperationException("This function has no lists.");

    /// <summary>A token is bound to the caller, the resource and the filters, but not to the size of the page.</summary>
    private string PageBinding()
    {
        var filters = route.Query.Where(parameter => parameter.Name is not ("limit" or "nextToken"))
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Query(parameter.Name) ?? "")}");
        return string.Join('\n', [Caller.Subject, Path, .. filters]);
    }
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

/// <summary>Reads JSON bodies strictly; every refusal names the member.</summary>
internal static class RequestBody
{
    public static T Parse<T>(byte[] body) where T : class
    {
        var type = RequestJson.TypeOf<T>();
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new InvalidInputException("body", FieldCode.WrongType, Phrases.MustBe(Phrases.JsonObject));
        }
        catch (JsonException error)
        {
            throw JsonRefusal.Of(error, type);
        }
    }

    /// <summary>JSON Merge Patch (RFC 7396) on the contract's own JSON, so that a patch obeys the contract's rules.</summary>
    public static T Merge<T>(T current, byte[] patch) where T : class
    {
        // A patch has the contract's shape: reading it finds members that are unknown, repeated or of a wrong type. The values are those
        // that this reading gives; only the nulls, which it leaves out, come from the patch itself.
        var values = JsonSerializer.SerializeToNode(Parse<T>(patch), ClinicJson.TypeOf<T>())!.AsObject();
        var target = JsonSerializer.SerializeToNode(current, ClinicJson.TypeOf<T>())!.AsObject();
        Apply(JsonNode.Parse(patch)!.AsObject(), values, target);
        return target.Deserialize(ClinicJson.TypeOf<T>())!;
    }

    private static void Apply(JsonObject changes, JsonObject values, JsonObject target)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject existing)
                Apply(inner, values[name]!.AsObject(), existing);
            else
                target[name] = values[name]!.DeepClone();
        }
    }
}

/// <summary>Says what is wrong with a JSON body in the words of the contract: the member's path, and what it must be.</summary>
internal static partial class JsonRefusal
{
    public static InvalidInputException Of(JsonException error, JsonTypeInfo type)
    {
        if (error.InnerException is JsonException)
            return new InvalidInputException("body", FieldCode.InvalidJson, new("no es JSON válido (RFC 8259)", "is not valid JSON (RFC 8259)"));
        var (field, found, unknown) = Resolve((error.Path ?? "$")[1..], type);
        if (unknown is not null && unknown.Contains('\ufffd'))
            return Unreadable(field);
        if (unknown is not null)
            return new InvalidInputException(field.Length == 0 ? unknown : $"{field}.{unknown}", FieldCode.UnknownMember, new("no es un miembro de esta solicitud", "is not a member of this request"));
        if (error is RefusedValueException refused)
            return new InvalidInputException(field, refused.Fault);
        if (error.InnerException is InvalidOperationException && type.Options.GetTypeInfo(found).Kind == JsonTypeInfoKind.Object)
            return Unreadable(field);
        if (error.Message.Contains("uplicate", StringComparison.Ordinal))
            return new InvalidInputException(field, FieldCode.Duplicate, Phrases.Repeated);
        if (field.Length == 0)
            return new InvalidInputException("body", FieldCode.WrongType, Phrases.MustBe(Phrases.JsonObject));
        var (code, what) = Describe(Nullable.GetUnderlyingType(found) ?? found, type.Options);
        return new InvalidInputException(field, code, Phrases.MustBe(what));
    }

    private static InvalidInputException Unreadable(string field) =>
        new(field.Length == 0 ? "body" : field, FieldCode.InvalidFormat, new(
            "tiene un miembro cuyo nombre es ilegible: no es texto Unicode", "has a member whose name is unreadable: it is no Unicode text"));

    /// <summary>
    /// Follows a path such as <c>.children[0].gender</c> through the contract. The parser quotes odd names in it without
    /// escaping, so only the contract can tell where a name ends: what it does not know is the unknown member, as it stands.
    /// </summary>
    private static (string Field, Type Found, string? Unknown) Resolve(string path, JsonTypeInfo root)
    {
        var (field, found) = ("", root.Type);
        while (path.Length > 0)
        {
            var info = root.Options.GetTypeInfo(found);
            if (Index().Match(path) is { Success: true } index && info.ElementType is { } element)
            {
                (field, found, path) = (field + index.Value, element, path[index.Length..]);
            }
            else if (Name().Match(path) is { Success: true } name && info.Properties.FirstOrDefault(member => member.Name == name.Value[1..]) is { } member)
            {
                (field, found, path) = (field.Length == 0 ? member.Name : $"{field}.{member.Name}", member.PropertyType, path[name.Length..]);
            }
            else if (info is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } value })
            {
                (field, found, path) = ($"{field}.{Unquoted(path)}", value, ""); // values are plain, so the rest of the path is the name
            }
            else
            {
                return (field, found, Unquoted(path));
            }
        }
        return (field, found, null);
    }

    private static string Unquoted(string path) =>
        path.StartsWith("['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[2..^2] : path.TrimStart('.');

    private static (FieldCode Code, Phrase What) Describe(Type type, JsonSerializerOptions options) => type switch
    {
        _ when type == typeof(string) => (FieldCode.WrongType, new("texto", "text")),
        _ when type == typeof(bool) => (FieldCode.WrongType, Phrases.TrueOrFalse),
        _ when type == typeof(int) => (FieldCode.WrongType, new("un número entero", "a whole number")),
        _ when type == typeof(decimal) => (FieldCode.WrongType, new("un número", "a number")),
        _ when type == typeof(DateOnly) => (FieldCode.InvalidFormat, Phrases.Date),
        _ when type == typeof(DateTimeOffset) => (FieldCode.InvalidFormat, Phrases.Moment),
        { IsEnum: true } => (FieldCode.NotInCatalogue, Phrases.OneOf(((INamedValues)options.GetTypeInfo(type).Converter).Names)),
        _ when options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable => (FieldCode.WrongType, new("un arreglo", "an array")),
        _ => (FieldCode.WrongType, Phrases.Object),
    };

    [GeneratedRegex(@"^\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"^\.\w+")]
    private static partial Regex Name();
}

/// <summary>Runs a contract's validator and turns what it finds into field paths as they stand in the JSON.</summary>
public static partial class Validation
{
    /// <param name="before">
    /// The contract as it is stored, if it is: a value that is stored already may break a rule, because it came from the old clinic or is
    /// older than the rule. It may stay, unless it is missing.
    /// </param>
    /// <exception cref="InvalidInputException">A rule is broken; every field at fault is named.</exception>
    public static void Check<T>(IValidator<T> validator, T contract, T? before = null) where T : class
    {
        var errors = validator.Validate(contract).Errors;
        if (errors.Count > 0 && before is not null)
        {
            var standing = validator.Validate(before).Errors.Select(Broken).ToHashSet();
            errors = [.. errors.Where(failure => failure.AttemptedValue is null or "" || !standing.Contains(Broken(failure)))];
        }
        if (errors.Count == 0)
            return;
        throw new InvalidInputException(errors
            .GroupBy(failure => JsonPath(failure.PropertyName), Fault)
            .ToDictionary(field => field.Key, field => field.Distinct().ToArray()));
    }

    /// <summary>A rule and the value that breaks it, at whatever position of a list.</summary>
    private static (string Field, FieldFault Fault, object? Value) Broken(ValidationFailure failure) =>
        (Position().Replace(failure.PropertyName, "[]"), Fault(failure), failure.AttemptedValue);

    private static FieldFault Fault(ValidationFailure failure) => (FieldFault)failure.CustomState;

    /// <summary><c>Children[0].FirstName</c> is <c>children[0].firstName</c> in JSON.</summary>
    private static string JsonPath(string propertyName) =>
        string.Join('.', propertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Position();
}

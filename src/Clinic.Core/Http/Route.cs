using System.Globalization;
using System.Net.Http.Headers;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Text;

namespace Clinic.Core.Http;

/// <summary>What the contract says of a route: the one source for dispatch, input checks, the OpenAPI document and the template's tests.</summary>
/// <param name="Path">As in API Gateway, with parameters in braces.</param>
/// <param name="Scopes">The token needs one of them; none makes the route public.</param>
public abstract record Route(string Method, string Path, IReadOnlyList<string> Scopes)
{
    /// <summary>One line for the API's readers.</summary>
    public required string Summary { get; init; }

    /// <summary>What the reader has to know beyond the summary.</summary>
    public string? Remarks { get; init; }

    /// <summary>The contract type of the JSON body, or null when the route takes none.</summary>
    public Type? Body { get; init; }

    /// <summary>The media types that are accepted for the body.</summary>
    public IReadOnlyList<string> Consumes => IsMergePatch ? [MediaTypes.Json, MediaTypes.MergePatch] : Form.Count > 0 ? [MediaTypes.Form] : [MediaTypes.Json];

    /// <summary>The fields of the form that is the body; each is sent once.</summary>
    public IReadOnlyList<QueryParameter> Form { get; init; } = [];

    public bool TakesBody => Body is not null || Form.Count > 0;

    /// <summary>A request without the body is a request with all its defaults.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The contract type of the response's JSON, or null when the response has no body.</summary>
    public Type? Response { get; init; }

    /// <summary>Responses that the route may give in place of the usual one, each with its status and contract type.</summary>
    public IReadOnlyList<(int Status, Type Response)> OtherResponses { get; init; } = [];

    /// <summary>The media types of the response, from which the client's <c>Accept</c> chooses; the first is that of <see cref="Response"/>.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [MediaTypes.Json];

    /// <summary>People read it in their browser: a refusal is a page too.</summary>
    public bool IsPage => Produces is [MediaTypes.Html];

    public int Status { get; init; } = 200;

    /// <summary>The query parameters that the route knows; any other is refused.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>A POST that creates something honours <c>Idempotency-Key</c>.</summary>
    public bool Creates { get; init; }

    /// <summary>The resource has versions: the response carries <c>ETag</c> and a change honours <c>If-Match</c>.</summary>
    public bool Versioned { get; init; }

    /// <summary>The body may name the version that it is to become: another than the next one is 409, with the code that 412 has else.</summary>
    public bool NamesVersion { get; init; }

    /// <summary>The response to a POST has the <c>ETag</c> that a GET of its Location has.</summary>
    public bool IsTagged { get; init; }

    /// <summary>The response's body only shows what was written, so that <c>Prefer: return=minimal</c> may leave it out.</summary>
    public bool IsEcho { get; init; }

    /// <summary>What a successful GET says in <c>Cache-Control</c>, unless the response knows better.</summary>
    public string Caching { get; init; } = CacheControl.Revalidated;

    /// <summary>The limit on failed attempts that the function counts here.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>From when on clients should not use it any more (RFC 9745).</summary>
    public DateTimeOffset? DeprecatedSince { get; init; }

    /// <summary>When it will be gone (RFC 8594).</summary>
    public DateTimeOffset? Sunset { get; init; }

    /// <summary>The problems besides those that the route's other properties imply.</summary>
    public IReadOnlyList<ProblemCode> Refusals { get; init; } = [];

    public bool IsPublic => Scopes.Count == 0;

    /// <summary>What can be read can be asked about.</summary>
    public IEnumerable<string> Methods => Method == "GET" ? ["GET", "HEAD"] : [Method];

    /// <summary>Only JSON Merge Patch (RFC 7396) has a body that is not the contract itself.</summary>
    public bool IsMergePatch => Method == "PATCH";
}

/// <summary>A route and the method of <typeparamref name="TApi"/> that handles it.</summary>
public sealed record Route<TApi>(string Method, string Path, IReadOnlyList<string> Scopes, Func<TApi, Request, Task<Response>> Handle)
    : Route(Method, Path, Scopes);

/// <summary>A query parameter: its name, its rule and how to say the rule to a reader.</summary>
/// <param name="Rule">What a value must be.</param>
/// <param name="Find">What is wrong with a value, and the bound that it passes; null when nothing is.</param>
public sealed record QueryParameter(string Name, string Description, Phrase Rule, Func<string, (FieldCode Code, decimal? Limit)?> Find)
{
    private const int LongestToken = 2048;

    /// <summary>The rule in the terms of JSON Schema.</summary>
    public Constraint Constraint { get; init; } = new();

    public bool IsInteger { get; init; }

    public bool IsRequired { get; init; }

    public FieldFault? FaultOf(string value) => Find(value) is var (code, limit) ? new FieldFault(code, Phrases.MustBe(Rule), limit) : null;

    public static QueryParameter Limit { get; } = Number("limit", $"Items per page, {Page.DefaultLimit} by default.", 1, Page.LargestLimit, Page.DefaultLimit);

    public static QueryParameter NextToken { get; } =
        new("nextToken", "Where the previous page ended.", new("un token de una página anterior", "a token from a previous page"), value => value.Length is > 0 and <= LongestToken ? null : (FieldCode.Wrong, null))
        {
            Constraint = new() { MinLength = 1, MaxLength = LongestToken },
        };

    public static QueryParameter OneOf(string name, string description, params IReadOnlyList<string> values) =>
        new(name, description, Phrases.OneOf(values), value => values.Contains(value) ? null : (FieldCode.NotInCatalogue, null)) { Constraint = new() { Values = values } };

    public static QueryParameter Uuid(string name, string description) =>
        new(name, description, Phrases.Id, value => Identifier.TryParse(value, out _) ? null : (FieldCode.InvalidFormat, null)) { Constraint = new() { Format = "uuid" } };

    public static QueryParameter Date(string name, string description) =>
        new(name, description, Phrases.Date, value => ParseDate(value) is not null ? null : (FieldCode.InvalidFormat, null)) { Constraint = new() { Format = "date" } };

    public static QueryParameter Moment(string name, string description) =>
        new(name, description, Phrases.Moment, value => UtcTimeConverter.Parse(value) is not null ? null : (FieldCode.InvalidFormat, null)) { Constraint = new() { Format = "date-time" } };

    public static QueryParameter MessageAddress(string name, string description) =>
        new(name, description, Phrases.MessageAddress, value => Messages.MessageAddress.OfQuery(value) is null ? (FieldCode.InvalidFormat, null) : null);

    public static QueryParameter Number(string name, string description, int least, int most, int? otherwise = null) =>
        new(name, description, Phrases.Number(least, most), value => FaultOfNumber(value, least, most))
        {
            IsInteger = true,
            Constraint = new() { Minimum = least, Maximum = most, Default = otherwise },
        };

    public static QueryParameter Text(string name, string description, int longest) =>
        new(name, description, Phrases.Characters(longest), value =>
            !TextForm.Shows(value) ? (FieldCode.Required, null) : TextForm.LengthOf(value) > longest ? (FieldCode.TooLong, longest) : null)
        {
            Constraint = new() { MinLength = 1, MaxLength = longest },
        };

    private static (FieldCode Code, decimal? Limit)? FaultOfNumber(string value, int least, int most)
    {
        if (value.Length == 0 || !value.All(char.IsAsciiDigit))
            return (FieldCode.InvalidFormat, null);
        var number = ParseNumber(value);
        return number < least ? (FieldCode.OutOfRange, least) : number <= most ? null : (FieldCode.OutOfRange, most);
    }

    /// <summary>A whole number of decimal digits, or null when it is none or very large.</summary>
    public static int? ParseNumber(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An ISO 8601 calendar date, or null.</summary>
    public static DateOnly? ParseDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>Media types and their negotiation (RFC 9110, sections 8.3 and 12.5.1).</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string Form = "application/x-www-form-urlencoded";
    public const string Html = "text/html";
    public const string Csv = "text/csv";
    public const string Calendar = "text/calendar";
    public const string Svg = "image/svg+xml";

    /// <summary>Which of the types to respond with: the one of the highest quality, then the one that is named most exactly, then the first; null when the client accepts none.</summary>
    public static string? Choose(string? accept, IReadOnlyList<string> offered)
    {
        if (string.IsNullOrEmpty(accept))
            return offered[0];
        var ranges = Parse(accept);
        return offered.Select(type => (Type: type, Range: Best(ranges, type)))
            .Where(offer => offer.Range is not null && offer.Range.Quality is not 0.0)
            .OrderByDescending(offer => offer.Range!.Quality ?? 1)
            .ThenByDescending(offer => Specificity(offer.Range!.MediaType!))
            .FirstOrDefault().Type;
    }

    private static IReadOnlyList<MediaTypeWithQualityHeaderValue> Parse(string accept) =>
    [
        .. accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => MediaTypeWithQualityHeaderValue.TryParse(range, out var parsed) ? parsed : null)
            .OfType<MediaTypeWithQualityHeaderValue>(),
    ];

    /// <summary>Of the ranges that cover a type, the most specific one decides.</summary>
    private static MediaTypeWithQualityHeaderValue? Best(IEnumerable<MediaTypeWithQualityHeaderValue> ranges, string mediaType) =>
        ranges.Where(range => Covers(range.MediaType!, mediaType)).MaxBy(range => Specificity(range.MediaType!));

    private static bool Covers(string range, string mediaType) =>
        range == "*/*"
        || range.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        || (range.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase));

    private static int Specificity(string range) => range == "*/*" ? 0 : range.EndsWith("/*", StringComparison.Ordinal) ? 1 : 2;

    /// <summary>A <c>Content-Type</c> of that media type, in UTF-8.</summary>
    internal static bool Is(string? contentType, string mediaType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, mediaType, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

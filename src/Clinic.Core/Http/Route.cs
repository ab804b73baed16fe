using System.Globalization;
using System.Net.Http.Headers;
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
    public IReadOnlyList<string> Consumes => IsMergePatch ? [MediaTypes.Json, MediaTypes.MergePatch] : [MediaTypes.Json];

    /// <summary>A request without the body is a request with all its defaults.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The contract type of the response's JSON, or null when the response has no body.</summary>
    public Type? Response { get; init; }

    /// <summary>Responses that the route may give in place of the usual one, each with its status and contract type.</summary>
    public IReadOnlyList<(int Status, Type Response)> OtherResponses { get; init; } = [];

    /// <summary>The media types of the response, from which the client's <c>Accept</c> chooses; the first is that of <see cref="Response"/>.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [MediaTypes.Json];

    public int Status { get; init; } = 200;

    /// <summary>The query parameters that the route knows; any other is refused.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>A POST that creates something honours <c>Idempotency-Key</c>.</summary>
    public bool Creates { get; init; }

    /// <summary>The resource has versions: the response carries <c>ETag</c> and a change honours <c>If-Match</c>.</summary>
    public bool Versioned { get; init; }

    /// <summary>The statuses besides those that the route's other properties imply.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    public bool IsPublic => Scopes.Count == 0;

    /// <summary>Only JSON Merge Patch (RFC 7396) has a body that is not the contract itself.</summary>
    public bool IsMergePatch => Method == "PATCH";
}

/// <summary>A route and the method of <typeparamref name="TApi"/> that handles it.</summary>
public sealed record Route<TApi>(string Method, string Path, IReadOnlyList<string> Scopes, Func<TApi, Request, Task<Response>> Handle)
    : Route(Method, Path, Scopes);

/// <summary>A query parameter: its name, its rule and how to say the rule to a reader.</summary>
/// <param name="Rule">What a value must be, as the end of a sentence that begins with "must be".</param>
public sealed record QueryParameter(string Name, string Description, Func<string, bool> Accepts, string Rule)
{
    private const int LongestToken = 2048;

    /// <summary>The rule in the terms of JSON Schema.</summary>
    public Constraint Constraint { get; init; } = new();

    public bool IsInteger { get; init; }

    public bool IsRequired { get; init; }

    public static QueryParameter Limit { get; } = new(
        "limit",
        $"Items per page, {Page.DefaultLimit} by default.",
        value => Page.ParseLimit(value) is not null,
        $"a number from 1 to {Page.LargestLimit}")
    {
        IsInteger = true,
        Constraint = new() { Minimum = 1, Maximum = Page.LargestLimit, Default = Page.DefaultLimit },
    };

    public static QueryParameter NextToken { get; } =
        new("nextToken", "Where the previous page ended.", value => value.Length is > 0 and <= LongestToken, "a token from a previous page")
        {
            Constraint = new() { MinLength = 1, MaxLength = LongestToken },
        };

    public static QueryParameter OneOf(string name, string description, params IReadOnlyList<string> values) =>
        new(name, description, values.Contains, "one of " + string.Join(", ", values)) { Constraint = new() { Values = values } };

    public static QueryParameter Uuid(string name, string description) =>
        new(name, description, value => Identifier.TryParse(value, out _), "an id") { Constraint = new() { Format = "uuid" } };

    public static QueryParameter Date(string name, string description) =>
        new(name, description, value => ParseDate(value) is not null, "a date such as 2026-11-22") { Constraint = new() { Format = "date" } };

    public static QueryParameter Email(string name, string description) =>
        new(name, description, TextRules.IsEmail, "an email address") { Constraint = TextRules.Email };

    public static QueryParameter Text(string name, string description, int longest) =>
        new(name, description, value => TextForm.Shows(value) && TextForm.LengthOf(value) <= longest, $"1 to {longest} characters")
        {
            Constraint = new() { MinLength = 1, MaxLength = longest },
        };

    /// <summary>An ISO 8601 calendar date, or null.</summary>
    public static DateOnly? ParseDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>Media types and their negotiation (RFC 9110, sections 8.3 and 12.5.1).</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string Csv = "text/csv";
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

using System.Globalization;
using Clinic.Core.Text;

namespace Clinic.Core.Http;

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

using System.Globalization;

namespace Clinic.Core.Care;

/// <summary>A date of which people may remember the year alone, or the year and the month: 2024, 2024-05 or 2024-05-10 (ISO 8601).</summary>
public sealed record PartialDate
{
    public const string Pattern = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";

    private static readonly string[] Forms = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    private PartialDate(string text, DateOnly first) => (Text, First) = (text, first);

    public string Text { get; }

    /// <summary>The first day that it may be.</summary>
    public DateOnly First { get; }

    /// <summary>The day, where all of it is known.</summary>
    public DateOnly? Day => Text.Length == "yyyy-MM-dd".Length ? First : null;

    /// <summary>Null when the text is no such date.</summary>
    public static PartialDate? Parse(string? text) =>
        DateOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? new PartialDate(text!, first) : null;
}

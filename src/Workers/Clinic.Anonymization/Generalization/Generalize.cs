using System.Globalization;

namespace Clinic.Anonymization.Generalization;

/// <summary>The generalizations of 45 CFR 164.514(b)(2)(i): (B) places, (C) dates and ages.</summary>
internal static class Generalize
{
    /// <summary>Who may reach it within the year of the export is in one group.</summary>
    public const int OldestAge = 90;

    public const string Oldest = "90+";

    /// <summary>What stands for an area of at most 20,000 people.</summary>
    public const string SmallArea = "000";

    private const int MostChildren = 5;

    public static string? BirthYear(DateOnly? birthDate, int thisYear) => birthDate switch
    {
        null => null,
        { Year: var year } when thisYear - year >= OldestAge => Oldest,
        { Year: var year } => year.ToString(CultureInfo.InvariantCulture),
    };

    public static string? Decade(string? birthYear) =>
        birthYear is { Length: 4 } ? $"{birthYear[..3]}0-{birthYear[..3]}9" : birthYear;

    public static string? Zip3(string? zipCode) => zipCode is not { Length: 5 } ? null : LargeAreas.Contains(zipCode[..3]) ? zipCode[..3] : SmallArea;

    public static string Children(int count) => count >= MostChildren ? $"{MostChildren}+" : count.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>
/// Where a rollup is. The months of a year are one partition and so are the days of a month, the clinic's apart from the
/// thanatologists': a report reads what it needs, in order, and nothing else.
/// </summary>
internal sealed record RollupKey(string Period, string Entry)
{
    /// <summary>The partition of the records as they stand now, an entry per thanatologist.</summary>
    public const string Records = "records";

    /// <summary>The partition of what is under way of imports, an entry per month: these are no rollups.</summary>
    public const string Imports = "imports";

    private const string Thanatologists = "thanatologists";
    private const string Clinic = "clinic";

    /// <summary>The clinic's rollup of the same month or day; null for what is no thanatologist's month or day.</summary>
    public RollupKey? OfClinic => Period.StartsWith(Thanatologists, StringComparison.Ordinal) ? new(Clinic + Period[Thanatologists.Length..], Entry[^2..]) : null;

    /// <summary>The month whose sessions it counts, or some of them, such as <c>2026-11</c>; null for what counts records.</summary>
    public string? MonthOfSessions => Period.Split(' ') switch
    {
        [Thanatologists or Clinic, { Length: 4 } year] => $"{year}-{Entry[^2..]}",
        [Thanatologists or Clinic, var month] => month,
        _ => null,
    };

    /// <summary>The partition of a year or a month, such as <c>thanatologists 2026-11</c>.</summary>
    public static string Partition(bool ofThanatologists, string span) => $"{(ofThanatologists ? Thanatologists : Clinic)} {span}";

    /// <summary>The partition of the records that were opened in a year, an entry per thanatologist.</summary>
    public static string Opened(string year) => "opened " + year;

    /// <summary>A month of the year or a day of the month: the clinic's, or a thanatologist's.</summary>
    public static string EntryOf(string? thanatologistId, int unit) => (thanatologistId is null ? "" : thanatologistId + "#") + Digits(unit);

    public static (string? ThanatologistId, int Unit) ReadEntry(string entry) =>
        (entry.Length > 2 ? entry[..^3] : null, int.Parse(entry.AsSpan()[^2..], CultureInfo.InvariantCulture));

    public static string Year(DateOnly date) => date.ToString("yyyy", CultureInfo.InvariantCulture);

    public static string Month(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A month or a day as two digits.</summary>
    public static string Digits(int unit) => unit.ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>Where a session is counted: in the month and in the day, the thanatologist's or the clinic's.</summary>
    public static IEnumerable<RollupKey> Of(string? thanatologistId, DateOnly date) =>
    [
        new(Partition(thanatologistId is not null, Year(date)), EntryOf(thanatologistId, date.Month)),
        new(Partition(thanatologistId is not null, Month(date)), EntryOf(thanatologistId, date.Day)),
    ];

    public Item Item() => new Item().Text("period", Period).Text("entry", Entry);
}

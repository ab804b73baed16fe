using System.Globalization;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>
/// Where a rollup is. The months of a year are one partition, and so are the days of a month; the clinic's rollups and those of
/// its thanatologists are apart, and so are counts and sets of patients: a report reads what it needs and nothing else.
/// </summary>
internal sealed record RollupKey(string Period, string Entry)
{
    /// <summary>The records as they stand now, per thanatologist and of the whole clinic.</summary>
    public const string Records = "records";

    /// <summary>The clinic's entry among the records.</summary>
    public const string Clinic = "clinic";

    private const string Thanatologists = "thanatologists";
    private const string Patients = "patients";

    /// <summary>The partition of a year or a month, such as <c>thanatologists 2026-11 patients</c>.</summary>
    public static string Partition(bool ofThanatologists, string span, bool patients) =>
        string.Join(' ', [ofThanatologists ? Thanatologists : Clinic, span, .. patients ? [Patients] : Array.Empty<string>()]);

    /// <summary>The clinic's entry of a month of the year, or of a day of the month, and a thanatologist's.</summary>
    public static string EntryOf(string? thanatologistId, int unit) =>
        (thanatologistId is null ? "" : thanatologistId + "#") + unit.ToString("D2", CultureInfo.InvariantCulture);

    public static (string? ThanatologistId, int Unit) ReadEntry(string entry) =>
        (entry.Length > 2 ? entry[..^3] : null, int.Parse(entry.AsSpan()[^2..], CultureInfo.InvariantCulture));

    public static string Year(DateOnly date) => date.ToString("yyyy", CultureInfo.InvariantCulture);

    public static string Month(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The four places where something of a day is counted: the thanatologist's and the clinic's day and month.</summary>
    public static IEnumerable<RollupKey> Of(string thanatologistId, DateOnly date, bool patients) =>
        new[] { thanatologistId, null }.SelectMany(owner => new[]
        {
            new RollupKey(Partition(owner is not null, Year(date), patients), EntryOf(owner, date.Month)),
            new RollupKey(Partition(owner is not null, Month(date), patients), EntryOf(owner, date.Day)),
        });

    public Item Item() => new Item().Text("period", Period).Text("entry", Entry);
}

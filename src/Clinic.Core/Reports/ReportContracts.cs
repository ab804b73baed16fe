using System.Globalization;
using Clinic.Core.Errors;

namespace Clinic.Core.Reports;

/// <summary>Figures by group, the largest first; empty when there is nothing.</summary>
/// <param name="Values">One for each label: numbers of sessions or of patients, or amounts with at most two decimals.</param>
/// <param name="Total">Of patients, the number of distinct ones, which may be less than the sum.</param>
public sealed record GroupedReport(
    DateOnly From, DateOnly To, string GroupBy, IReadOnlyList<string> Labels, IReadOnlyList<decimal> Values, decimal Total);

/// <summary>The figures of every thanatologist who held sessions in the period or has open records.</summary>
public sealed record ThanatologistsReport(DateOnly From, DateOnly To, IReadOnlyList<ThanatologistFigures> Items);

/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="AverageFee">Per session, to the cent; 0 without sessions.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
public sealed record ThanatologistFigures(
    string ThanatologistId, string? Name, int Sessions, int Patients, decimal Fees, decimal AverageFee, int OpenRecords);

/// <summary>The figures at a glance.</summary>
/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="NewPatients">Patients whose record was opened in the period.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
/// <param name="ClosedRecords">As of now, whatever the period.</param>
public sealed record SummaryReport(
    DateOnly From, DateOnly To, int Patients, int NewPatients, int OpenRecords, int ClosedRecords, int Sessions, decimal Fees);

/// <summary>What every report takes: a period in one of its two forms, and whose figures.</summary>
public sealed record ReportQuery(string? Timespan, DateOnly? From, DateOnly? To, string? ThanatologistId);

/// <summary>What the reports can be grouped by.</summary>
public static class ReportGroups
{
    public const string None = "none";
    public const string Gender = "gender";
    public const string Thanatologist = "thanatologist";

    public static readonly IReadOnlyList<string> OfSessions =
        [RollupAttributes.ServiceType, RollupAttributes.InterventionType, RollupAttributes.Motive, RollupAttributes.Tool, Thanatologist];

    public static readonly IReadOnlyList<string> OfPatients = [Gender, Thanatologist];

    public static readonly IReadOnlyList<string> OfFees = [None, Thanatologist];
}

/// <summary>The days that a report is about, the first and the last included.</summary>
public sealed record ReportPeriod(DateOnly From, DateOnly To)
{
    public const int MostYears = 5;

    public static readonly IReadOnlyList<string> Timespans = ["week", "month", "year"];

    /// <summary>7, 28 or 364 days up to today; or the given days. A month when nothing is given.</summary>
    /// <exception cref="InvalidInputException">Both forms or half of one, an end before the beginning, or more than five years.</exception>
    public static ReportPeriod Of(string? timespan, DateOnly? from, DateOnly? to, DateOnly today)
    {
        if (timespan is not null && (from ?? to) is not null)
            throw new InvalidInputException("timespan", "is one way to give the period, from and to are the other: leave one out");
        return (from, to) switch
        {
            (null, null) => new ReportPeriod(today.AddDays(1 - Days(timespan)), today),
            ({ } first, { } last) => new ReportPeriod(first, last).Checked(),
            (null, _) => throw new InvalidInputException("from", "is required together with to"),
            _ => throw new InvalidInputException("to", "is required together with from"),
        };
    }

    /// <summary>
    /// The whole months, by year, and the days at the edges, by month. Nothing is dated after today, so that a month of which
    /// the period has everything up to today is a whole one.
    /// </summary>
    internal IReadOnlyList<PeriodSpan> Spans(DateOnly today)
    {
        var spans = new List<PeriodSpan>();
        for (var month = new DateOnly(From.Year, From.Month, 1); ; month = month.AddMonths(1))
        {
            var last = new DateOnly(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month));
            var (first, end) = (From > month ? From : month, To < last ? To : last);
            if (first > month || (end < last && end < today))
                spans.Add(new PeriodSpan(RollupKey.Month(month), first.Day, end.Day));
            else if (spans is [.., { IsYear: true } year] && year.Name == RollupKey.Year(month))
                spans[^1] = year with { Last = month.Month };
            else
                spans.Add(new PeriodSpan(RollupKey.Year(month), month.Month, month.Month));
            if (To <= last)
                return spans;
        }
    }

    private ReportPeriod Checked()
    {
        if (To < From)
            throw new InvalidInputException("to", "must not be before from");
        if ((To.Year - MostYears, To.Month, To.Day).CompareTo((From.Year, From.Month, From.Day)) > 0)
            throw new InvalidInputException("to", $"must be at most {MostYears} years after from");
        return this;
    }

    private static int Days(string? timespan) => timespan switch { "week" => 7, "year" => 364, _ => 28 };
}

/// <summary>Months of a year or days of a month, which are next to each other in one partition.</summary>
/// <param name="Name">The year, such as 2026, or the month, such as 2026-11.</param>
internal sealed record PeriodSpan(string Name, int First, int Last)
{
    public bool IsYear => Name.Length == 4;

    public string Year => Name[..4];

    /// <summary>Whether it is of a month such as November, or has its year's.</summary>
    public bool Has(int month) => IsYear ? month >= First && month <= Last : month == int.Parse(Name.AsSpan()[5..], CultureInfo.InvariantCulture);

    /// <summary>A thanatologist's entries, or those of a partition that is no thanatologists'.</summary>
    public EntryRange RangeOf(string? thanatologistId) => new(RollupKey.EntryOf(thanatologistId, First), RollupKey.EntryOf(thanatologistId, Last));

    /// <summary>Those of them that a session of a month changes.</summary>
    public EntryRange RangeOf(string? thanatologistId, int month) => IsYear ? (this with { First = month, Last = month }).RangeOf(thanatologistId) : RangeOf(thanatologistId);

    /// <summary>The counters of the records that were opened in it.</summary>
    public IEnumerable<string> Opened => Enumerable.Range(First, Last - First + 1)
        .Select(unit => IsYear ? RollupAttributes.OpenedIn(unit) : RollupAttributes.OpenedOn(int.Parse(Name.AsSpan()[5..], CultureInfo.InvariantCulture), unit));
}

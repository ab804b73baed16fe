using System.Globalization;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;

namespace Clinic.Core.Reports;

/// <summary>
/// Figures by group, the largest first, and empty when there is nothing; or by day, week or month, every one of the period, in order
/// of time. The period cuts its first and last week and month. Weekdays and hours are in their order, those that have anything.
/// </summary>
/// <param name="Labels">
/// Of days such as 2026-11-22, of weeks by ISO 8601 such as 2026-W48, of months such as 2026-11. Of appointments the status, the mode,
/// the weekday from 1 for Monday to 7, or the hour of the clinic's clock from 00 to 23.
/// </param>
/// <param name="Values">One for each label: numbers of sessions, of patients or of appointments, or amounts with at most two decimals.</param>
/// <param name="Total">Of patients, the number of distinct ones, which may be less than the sum.</param>
public sealed record GroupedReport(
    DateOnly From, DateOnly To, string GroupBy, IReadOnlyList<string> Labels, IReadOnlyList<decimal> Values, decimal Total, PreviousFigures? Previous = null);

/// <summary>
/// Where compare asks for it: the same figures of as many days, which end the day before the report's. What stands at the same place in
/// both belongs together: the first day of the one and of the other, or the same group. Groups that only these days have come last.
/// </summary>
public sealed record PreviousFigures(DateOnly From, DateOnly To, IReadOnlyList<string> Labels, IReadOnlyList<decimal> Values, decimal Total);

/// <summary>The figures of every thanatologist who held sessions or had appointments in the period or has open records.</summary>
public sealed record ThanatologistsReport(DateOnly From, DateOnly To, IReadOnlyList<ThanatologistFigures> Items);

/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="AverageFee">Per session, to the cent; 0 without sessions.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
/// <param name="Appointments">For the days of the period, cancelled ones too.</param>
/// <param name="NoShowRate">No-shows divided by no-shows and done ones, from 0 to 1; absent where there are none of either.</param>
/// <param name="Utilisation">
/// The minutes of appointments that are not cancelled, divided by those of the hours that the thanatologist has now, over the days of the
/// period; more than 1 where more was booked. Absent without hours.
/// </param>
public sealed record ThanatologistFigures(
    string ThanatologistId,
    string? Name,
    int Sessions,
    int Patients,
    decimal Fees,
    decimal AverageFee,
    int OpenRecords,
    int Appointments,
    decimal? NoShowRate,
    decimal? Utilisation);

/// <summary>The figures at a glance.</summary>
/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="NewPatients">Patients whose record was opened in the period.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
/// <param name="ClosedRecords">As of now, whatever the period.</param>
/// <param name="Appointments">For the days of the period, cancelled ones too.</param>
/// <param name="NoShowRate">No-shows divided by no-shows and done ones, from 0 to 1; absent where there are none of either.</param>
/// <param name="DaysToFirstAppointment">
/// The median of the whole days from the opening of a record to its first appointment, over the first appointments for the days of the
/// period; absent where there are none. The first one is what was booked first and is not cancelled, of a patient who had no session
/// yet; once it is cancelled, the next one ahead. More than a year counts as 366 days.
/// </param>
/// <param name="GroupSessions">How many groups met; each session of one is among the sessions, too.</param>
public sealed record SummaryReport(
    DateOnly From,
    DateOnly To,
    int Patients,
    int NewPatients,
    int OpenRecords,
    int ClosedRecords,
    int Sessions,
    decimal Fees,
    int Appointments,
    decimal? NoShowRate,
    int? DaysToFirstAppointment,
    int GroupSessions);

/// <summary>What every report takes: a period in one of its two forms, and whose figures.</summary>
/// <param name="IsCompared">Whether a report by group has the period before, too.</param>
public sealed record ReportQuery(string? Timespan, DateOnly? From, DateOnly? To, string? ThanatologistId, bool IsCompared = false);

/// <summary>What the reports can be grouped by.</summary>
public static class ReportGroups
{
    public const string None = "none";
    public const string Gender = "gender";
    public const string Thanatologist = "thanatologist";
    public const string Day = "day";
    public const string Week = "week";
    public const string Month = "month";

    public static readonly IReadOnlyList<string> OfOutcomes = [Thanatologist, RollupAttributes.Motive, Month];

    public static readonly IReadOnlyList<string> OfTime = [Day, Week, Month];

    public static readonly IReadOnlyList<string> OfSessions =
        [RollupAttributes.ServiceType, RollupAttributes.InterventionType, RollupAttributes.Motive, RollupAttributes.Tool, Thanatologist, .. OfTime];

    public static readonly IReadOnlyList<string> OfPatients = [Gender, Thanatologist, .. OfTime];

    public static readonly IReadOnlyList<string> OfFees = [None, Thanatologist, .. OfTime];

    public static readonly IReadOnlyList<string> OfAppointments =
        [AppointmentCounters.Status, Thanatologist, AppointmentCounters.Mode, AppointmentCounters.Weekday, AppointmentCounters.Hour, .. OfTime];

    public static bool IsOfTime(string groupBy) => OfTime.Contains(groupBy);
}

/// <summary>The days that a report is about, the first and the last included.</summary>
public sealed record ReportPeriod(DateOnly From, DateOnly To)
{
    public const int MostYears = 5;

    public static readonly IReadOnlyList<string> Timespans = ["week", "month", "year"];

    internal IEnumerable<DateOnly> Days => Enumerable.Range(From.DayNumber, To.DayNumber - From.DayNumber + 1).Select(DateOnly.FromDayNumber);

    public bool Has(DateOnly day) => From <= day && day <= To;

    /// <summary>7, 28 or 364 days up to today; or the given days. A month when nothing is given.</summary>
    /// <exception cref="InvalidInputException">Both forms or half of one, an end before the beginning, or more than five years.</exception>
    public static ReportPeriod Of(string? timespan, DateOnly? from, DateOnly? to, DateOnly today)
    {
        if (timespan is not null && (from ?? to) is not null)
            throw new InvalidInputException("timespan", FieldCode.NotAllowed, new(
                "es una forma de dar el periodo; from y to son la otra: omita una", "is one way to give the period, from and to are the other: leave one out"));
        return (from, to) switch
        {
            (null, null) => new ReportPeriod(today.AddDays(1 - DaysOf(timespan)), today),
            ({ } first, { } last) => new ReportPeriod(first, last).Checked(),
            (null, _) => throw new InvalidInputException("from", FieldCode.Required, new("es obligatorio junto con to", "is required together with to")),
            _ => throw new InvalidInputException("to", FieldCode.Required, new("es obligatorio junto con from", "is required together with from")),
        };
    }

    /// <summary>As many days, which end the day before.</summary>
    /// <exception cref="InvalidInputException">The calendar has no such days.</exception>
    public ReportPeriod Previous()
    {
        var days = To.DayNumber - From.DayNumber + 1;
        if (days > From.DayNumber)
            throw new InvalidInputException("from", FieldCode.OutOfRange, new(
                "debe dejar otros tantos días antes, desde 0001-01-01, con los cuales comparar", "must leave as many days before it, from 0001-01-01 on, to compare with"));
        return new ReportPeriod(From.AddDays(-days), From.AddDays(-1));
    }

    /// <summary>
    /// The whole months, by year, and the days at the edges, by month. Nothing is dated after today, so that a month of which
    /// the period has everything up to today is a whole one.
    /// </summary>
    /// <param name="isByDay">Whether the days of whole months are told apart, too: all spans are days then.</param>
    internal IReadOnlyList<PeriodSpan> Spans(DateOnly today, bool isByDay = false)
    {
        var spans = new List<PeriodSpan>();
        for (var month = new DateOnly(From.Year, From.Month, 1); ; month = month.AddMonths(1))
        {
            var last = new DateOnly(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month));
            var (first, end) = (From > month ? From : month, To < last ? To : last);
            if (isByDay || first > month || (end < last && end < today))
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
        Period.Check(From, To);
        if ((To.Year - MostYears, To.Month, To.Day).CompareTo((From.Year, From.Month, From.Day)) > 0)
            throw new InvalidInputException("to", FieldCode.OutOfRange, new($"debe ser a lo más {MostYears} años después de from", $"must be at most {MostYears} years after from"));
        return this;
    }

    private static int DaysOf(string? timespan) => timespan switch { "week" => 7, "year" => 364, _ => 28 };
}

/// <summary>Months of a year or days of a month, which are next to each other in one partition.</summary>
/// <param name="Name">The year, such as 2026, or the month, such as 2026-11.</param>
internal sealed record PeriodSpan(string Name, int First, int Last)
{
    public bool IsYear => Name.Length == 4;

    public string Year => Name[..4];

    private int Month => int.Parse(Name.AsSpan()[5..], CultureInfo.InvariantCulture);

    /// <summary>Whether it is of a month such as November, or has its year's.</summary>
    public bool Has(int month) => IsYear ? month >= First && month <= Last : month == Month;

    /// <summary>The first day of a month of the year, or a day of the month.</summary>
    public DateOnly DayOf(int unit) =>
        int.Parse(Year, CultureInfo.InvariantCulture) is var year && IsYear ? new DateOnly(year, unit, 1) : new DateOnly(year, Month, unit);

    /// <summary>A thanatologist's entries, or those of a partition that is no thanatologists'.</summary>
    public EntryRange RangeOf(string? thanatologistId) => new(RollupKey.EntryOf(thanatologistId, First), RollupKey.EntryOf(thanatologistId, Last));

    /// <summary>Those of them that a session of a month changes.</summary>
    public EntryRange RangeOf(string? thanatologistId, int month) => IsYear ? (this with { First = month, Last = month }).RangeOf(thanatologistId) : RangeOf(thanatologistId);

    /// <summary>The counters of the records that were opened in it.</summary>
    public IEnumerable<string> Opened => Enumerable.Range(First, Last - First + 1)
        .Select(unit => IsYear ? RollupAttributes.OpenedIn(unit) : RollupAttributes.OpenedOn(Month, unit));
}

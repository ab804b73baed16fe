using Clinic.Core.Sessions;

namespace Clinic.Core.Agenda;

/// <summary>
/// The starts of a series: the same time on the clinic's clock, week after week or on the same weekday of each month. A clock time that a
/// change of the clock skips is taken as far after the change, and the first of two that are alike (RFC 5545, section 3.3.5).
/// </summary>
internal static class Recurrence
{
    public const int Most = 52;

    /// <summary>The starts without those on excepted dates, which count all the same (RFC 5545, section 3.8.5.1). One more than <see cref="Most"/> says that there are too many.</summary>
    public static IReadOnlyList<DateTimeOffset> Expand(DateTimeOffset start, Repeat repeat, ClinicCalendar calendar)
    {
        var (first, clock) = calendar.LocalOf(start);
        var days = Days(first, repeat.Every!.Value)
            .TakeWhile(day => repeat.Until is null || day <= repeat.Until)
            .Take(repeat.Count ?? Most + 1);
        return [.. days.Where(day => repeat.Except?.Contains(day) is not true).Select(day => day == first ? start : calendar.MomentOf(day, clock))];
    }

    private static IEnumerable<DateOnly> Days(DateOnly first, RepeatEvery every) => Enumerable.Range(0, Most + 1).Select(turn => every switch
    {
        RepeatEvery.Week => first.AddDays(7 * turn),
        RepeatEvery.TwoWeeks => first.AddDays(14 * turn),
        _ => SameWeekday(first, turn),
    });

    /// <summary>The same weekday of a later month: the first, second, third or fourth one, and for a fifth the last.</summary>
    private static DateOnly SameWeekday(DateOnly first, int months)
    {
        var (month, week) = (new DateOnly(first.Year, first.Month, 1).AddMonths(months), (first.Day - 1) / 7);
        var day = month.AddDays((((int)first.DayOfWeek - (int)month.DayOfWeek + 7) % 7) + (7 * week));
        return day.Month == month.Month ? day : day.AddDays(-7);
    }
}

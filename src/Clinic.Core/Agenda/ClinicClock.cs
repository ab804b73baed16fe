namespace Clinic.Core.Agenda;

/// <summary>Some time from one moment up to, and without, another, in whole minutes since 1970 (UTC).</summary>
internal readonly record struct Stretch(long From, long To)
{
    public bool Holds(long from, long to) => From <= from && to <= To;

    /// <summary>In order of time, where those that touch or overlap are one.</summary>
    public static List<Stretch> Merge(IEnumerable<Stretch> stretches)
    {
        var merged = new List<Stretch>();
        foreach (var next in stretches.OrderBy(stretch => stretch.From))
        {
            if (merged.Count > 0 && next.From <= merged[^1].To)
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, next.To) };
            else
                merged.Add(next);
        }
        return merged;
    }
}

/// <summary>
/// What the clinic's clock reads from one day to another. A time of the clock is every moment at which the clock reads it: none when the
/// clock is put forward over it, two when it is put back.
/// </summary>
internal sealed class ClinicClock
{
    private const int MinutesOfDay = AgendaText.MinutesOfDay;
    private static readonly long Latest = MinutesOf(DateTimeOffset.MaxValue);

    // Between two changes of the clock its offset from UTC is constant.
    private readonly List<(Stretch Stretch, int Offset)> spans = [];

    /// <param name="first">The first day that is asked about.</param>
    /// <param name="last">The last one.</param>
    public ClinicClock(TimeZoneInfo zone, DateOnly first, DateOnly last)
    {
        // No clock differs from UTC by more than a day.
        var (from, end) = (MidnightOf(first) - MinutesOfDay, MidnightOf(last) + (2 * MinutesOfDay));
        while (from < end)
        {
            var next = Math.Min(end, NextChange(zone, from, end));
            spans.Add((new Stretch(from, next), OffsetAt(zone, from)));
            from = next;
        }
    }

    /// <summary>From when on the clock differs from UTC by which minutes; the first moment is before the first day.</summary>
    public IEnumerable<(DateTimeOffset From, int Minutes)> Offsets => spans.Select(span => (MomentOf(span.Stretch.From), span.Offset));

    public static long MinutesOf(DateTimeOffset moment) => Math.DivRem(moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMinute).Quotient;

    public static DateTimeOffset MomentOf(long minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    /// <summary>The moments of a day at which the clock reads no less than one time and less than another, both in minutes from midnight.</summary>
    public IEnumerable<Stretch> Between(DateOnly day, int from, int to)
    {
        var midnight = MidnightOf(day);
        return spans
            .Select(span => new Stretch(Math.Max(span.Stretch.From, midnight + from - span.Offset), Math.Min(span.Stretch.To, midnight + to - span.Offset)))
            .Where(stretch => stretch.From < stretch.To);
    }

    /// <summary>The moments at which the clock reads this.</summary>
    public IEnumerable<long> At(DateOnly day, int minute) => Between(day, minute, minute + 1).Select(stretch => stretch.From);

    /// <summary>What the clock reads at a moment: the day, and the minutes since midnight.</summary>
    public static (DateOnly Day, int Minute) Read(TimeZoneInfo zone, long moment)
    {
        var (day, minute) = Math.DivRem(moment + OffsetAt(zone, moment) - MidnightOf(DateOnly.MinValue), MinutesOfDay);
        return (DateOnly.FromDayNumber((int)Math.Clamp(day, 0, DateOnly.MaxValue.DayNumber)), (int)minute);
    }

    private static long MidnightOf(DateOnly day) => (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * (long)MinutesOfDay;

    /// <summary>Clocks are put forward or back by a change a day at most.</summary>
    private static long NextChange(TimeZoneInfo zone, long from, long end)
    {
        var offset = OffsetAt(zone, from);
        for (; from < end; from += MinutesOfDay)
        {
            var (same, other) = (from, from + MinutesOfDay);
            if (OffsetAt(zone, other) == offset)
                continue;
            while (other - same > 1)
            {
                var middle = (same + other) / 2;
                (same, other) = OffsetAt(zone, middle) == offset ? (middle, other) : (same, middle);
            }
            return other;
        }
        return end;
    }

    /// <summary>In minutes; before the first and after the last moment that can be written, as at these.</summary>
    private static int OffsetAt(TimeZoneInfo zone, long moment) => (int)zone.GetUtcOffset(MomentOf(Math.Clamp(moment, MinutesOf(DateTimeOffset.MinValue), Latest))).TotalMinutes;
}

namespace Clinic.Core.Agenda;

/// <summary>
/// The hours of an availability. They are of one day each, on the clinic's clock; hours of a mode that touch or overlap are one, over
/// midnight too. An appointment lies in them when it ends no later than they do, whatever is kept free after it.
/// </summary>
public sealed class OpenHours
{
    private readonly Availability availability;
    private readonly TimeZoneInfo zone;

    // Parsed once: a day's hours are asked for again and again.
    private readonly List<(AvailabilityRule Rule, Hours Hours)> weekly;
    private readonly List<(DateOnly First, DateOnly Last)> closed;
    private readonly ILookup<DateOnly, Hours> added;

    public OpenHours(Availability availability, TimeZoneInfo zone)
    {
        (this.availability, this.zone) = (availability, zone);
        weekly = [.. availability.Rules.Select(rule => (rule, Hours.Of(rule.From!, rule.To!, rule.Modes, rule.Place)))];
        closed = [.. availability.Exceptions.Where(exception => exception.IsClosed).Select(exception => (exception.Date!.Value, exception.LastDay))];
        added = availability.Exceptions.Where(exception => !exception.IsClosed)
            .ToLookup(exception => exception.Date!.Value, exception => Hours.Of(exception.From!, exception.To!, null, exception.Place));
    }

    /// <summary>Whether an appointment lies in the hours of its mode. Staff may book it then, on the step or off it.</summary>
    public bool Covers(DateTimeOffset start, int minutes, AppointmentMode mode)
    {
        var from = ClinicClock.MinutesOf(start);
        var (day, _) = ClinicClock.Read(zone, from);
        return OpenFrom(new ClinicClock(zone, day, NextOf(day)), day, mode).Exists(open => open.Holds(from, from + minutes));
    }

    /// <summary>Whether a patient may choose this time, were it free: it lies in the hours and on the step, and is neither too soon nor too far ahead.</summary>
    public bool Offers(DateTimeOffset start, int minutes, AppointmentMode mode, DateTimeOffset now)
    {
        var from = ClinicClock.MinutesOf(start);
        var (day, _) = ClinicClock.Read(zone, from);
        return Admits(from, day, now) && StartsOn(new ClinicClock(zone, day, NextOf(day)), day, minutes, mode).Contains(from);
    }

    /// <summary>How many minutes the hours of these days have, however one meets in them. A clock that is put back within them makes them longer.</summary>
    public long MinutesOf(DateOnly first, DateOnly last)
    {
        var clock = new ClinicClock(zone, first, last);
        var days = Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber);
        return Stretch.Merge(days.SelectMany(day => On(day, null).SelectMany(hours => clock.Between(day, hours.From, hours.To)))).Sum(open => open.To - open.From);
    }

    /// <summary>Where one meets in person at this time: the place of the added hours that it is in, else of the first of the rules.</summary>
    public string? PlaceAt(DateTimeOffset start)
    {
        var (day, minute) = ClinicClock.Read(zone, ClinicClock.MinutesOf(start));
        return PlaceAt(day, minute);
    }

    /// <summary>The last day of which a patient may choose a time.</summary>
    internal DateOnly LastDay(DateTimeOffset now) => ClinicClock.Read(zone, ClinicClock.MinutesOf(now)).Day.AddDays(availability.HorizonDays);

    internal bool Admits(long start, DateOnly day, DateTimeOffset now) =>
        ClinicClock.MomentOf(start) > now && ClinicClock.MomentOf(start) >= now.AddHours(availability.NoticeHours) && day <= LastDay(now);

    internal string? PlaceAt(DateOnly day, int minute) =>
        On(day, AppointmentMode.InPerson).Where(hours => hours.From <= minute && minute < hours.To).Select(hours => hours.Place).FirstOrDefault(place => place is not null);

    /// <summary>The moments of a day that are on the step and leave so many minutes of the hours, in order.</summary>
    internal IEnumerable<long> StartsOn(ClinicClock clock, DateOnly day, int minutes, AppointmentMode mode)
    {
        var blocks = Stretch.Merge(On(day, mode).Select(hours => new Stretch(hours.From, hours.To)));
        if (blocks.Count == 0)
            return [];
        var open = OpenFrom(clock, day, mode);
        return blocks.SelectMany(Steps).SelectMany(minute => clock.At(day, minute)).Where(start => open.Exists(hours => hours.Holds(start, start + minutes))).Order();

        IEnumerable<int> Steps(Stretch block)
        {
            for (var minute = (int)block.From; minute < block.To; minute += availability.Step)
                yield return minute;
        }
    }

    /// <summary>The hours of a day and of the next one, into which an appointment may last.</summary>
    private List<Stretch> OpenFrom(ClinicClock clock, DateOnly day, AppointmentMode mode) => Stretch.Merge(
        new[] { day, NextOf(day) }.Distinct().SelectMany(date => On(date, mode).SelectMany(hours => clock.Between(date, hours.From, hours.To))));

    /// <summary>What the added hours say of a place comes before what the rules say.</summary>
    private IEnumerable<Hours> On(DateOnly day, AppointmentMode? mode)
    {
        var isClosed = closed.Exists(days => days.First <= day && day <= days.Last);
        var weekday = AgendaText.WeekdayOf(day);
        var regular = isClosed ? [] : weekly.Where(one => one.Rule.Weekday == weekday && !(day < one.Rule.ValidFrom) && !(day > one.Rule.ValidTo)).Select(one => one.Hours);
        return added[day].Concat(regular).Where(hours => mode is not { } wanted || hours.Modes is null || hours.Modes.Contains(wanted));
    }

    private static DateOnly NextOf(DateOnly day) => day == DateOnly.MaxValue ? day : day.AddDays(1);

    /// <summary>Hours of a day in minutes from midnight.</summary>
    private sealed record Hours(int From, int To, IReadOnlyList<AppointmentMode>? Modes, string? Place)
    {
        public static Hours Of(string from, string to, IReadOnlyList<AppointmentMode>? modes, string? place) =>
            new(AgendaText.ParseClock(from)!.Value, AgendaText.ParseClock(to)!.Value, modes, place);
    }
}

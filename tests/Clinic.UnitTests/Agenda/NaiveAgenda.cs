using System.Globalization;
using Clinic.Core.Agenda;

namespace Clinic.UnitTests.Agenda;

/// <summary>Free times as one finds them with a clock and a calendar on the wall: minute by minute, and slowly.</summary>
internal sealed class NaiveAgenda(PersonAgenda agenda, TimeZoneInfo zone, DateTimeOffset now)
{
    private readonly Availability availability = agenda.Availability;

    /// <summary>The minutes of the appointments, and those of their buffers too.</summary>
    private readonly HashSet<DateTimeOffset> held = [.. agenda.Busy.SelectMany(busy => Minutes(busy.Start, busy.Minutes))];
    private readonly HashSet<DateTimeOffset> kept = [.. agenda.Busy.SelectMany(busy => Minutes(busy.Start, busy.Minutes + agenda.Availability.Buffer))];

    // What has been looked up once is remembered: the same minutes are asked for hundreds of times.
    private readonly Dictionary<DateTimeOffset, (DateOnly Day, int Minute)> readings = [];
    private readonly Dictionary<((DateOnly Day, int Minute) Clock, AppointmentMode Mode), List<string>> places = [];

    public IEnumerable<FreeTime> Free(FreeQuery query)
    {
        var minutes = query.Minutes ?? availability.Minutes;
        var end = Utc(query.To).AddDays(2);
        for (var moment = Utc(query.From).AddDays(-2); moment < end; moment = moment.AddMinutes(1))
        {
            var (day, _) = Read(moment);
            if (day < query.From || day > query.To)
                continue;
            var modes = AppointmentModes.All.Where(mode => (query.Mode ?? mode) == mode && Offers(moment, minutes, mode)).ToList();
            if (modes.Count > 0 && !Overlaps(moment, minutes))
                yield return new FreeTime(moment, moment.AddMinutes(minutes), query.Mode is null ? modes : null, modes.Contains(AppointmentMode.InPerson) ? PlaceAt(moment) : null);
        }
    }

    public bool Covers(DateTimeOffset start, int minutes, AppointmentMode mode) =>
        Enumerable.Range(0, minutes).All(minute => Hours(Read(start.AddMinutes(minute)), mode).Count > 0);

    public bool Offers(DateTimeOffset start, int minutes, AppointmentMode mode) =>
        start > now && start >= now.AddHours(availability.NoticeHours) && Read(start).Day <= Read(now).Day.AddDays(availability.HorizonDays)
        && IsOnStep(Read(start), mode) && Covers(start, minutes, mode);

    public string? PlaceAt(DateTimeOffset moment) => Hours(Read(moment), AppointmentMode.InPerson).FirstOrDefault(place => place.Length > 0);

    /// <summary>The places of all the hours that the clock is in, "" for none; added hours come first.</summary>
    private List<string> Hours((DateOnly Day, int Minute) clock, AppointmentMode mode) =>
        places.TryGetValue((clock, mode), out var known) ? known : places[(clock, mode)] = [.. LookUp(clock, mode)];

    private IEnumerable<string> LookUp((DateOnly Day, int Minute) clock, AppointmentMode mode)
    {
        foreach (var added in availability.Exceptions.Where(exception => exception.Closed is not true && exception.Date == clock.Day))
        {
            if (Minute(added.From!) <= clock.Minute && clock.Minute < Minute(added.To!))
                yield return added.Place ?? "";
        }
        if (availability.Exceptions.Any(exception => exception.Closed is true && exception.Date <= clock.Day && clock.Day <= (exception.To is { } last ? DateOnly.Parse(last, CultureInfo.InvariantCulture) : exception.Date)))
            yield break;
        foreach (var rule in availability.Rules)
        {
            if (rule.Weekday == IsoWeekday(clock.Day) && (rule.ValidFrom ?? DateOnly.MinValue) <= clock.Day && clock.Day <= (rule.ValidTo ?? DateOnly.MaxValue)
                && (rule.Modes is null || rule.Modes.Contains(mode)) && Minute(rule.From!) <= clock.Minute && clock.Minute < Minute(rule.To!))
                yield return rule.Place ?? "";
        }
    }

    /// <summary>The step is counted from where the hours begin that the clock is in.</summary>
    private bool IsOnStep((DateOnly Day, int Minute) clock, AppointmentMode mode)
    {
        var first = clock.Minute;
        while (first > 0 && Hours((clock.Day, first - 1), mode).Count > 0)
            first--;
        return (clock.Minute - first) % availability.Step == 0;
    }

    /// <summary>Nobody is here who is there still, and after each appointment the buffer passes before the next.</summary>
    private bool Overlaps(DateTimeOffset start, int minutes) =>
        Minutes(start, minutes + availability.Buffer).Any(held.Contains) || Minutes(start, minutes).Any(kept.Contains);

    private static IEnumerable<DateTimeOffset> Minutes(DateTimeOffset start, int count) => Enumerable.Range(0, count).Select(minute => start.AddMinutes(minute));

    private (DateOnly Day, int Minute) Read(DateTimeOffset moment)
    {
        if (readings.TryGetValue(moment, out var known))
            return known;
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        return readings[moment] = (DateOnly.FromDateTime(local.DateTime), (local.Hour * 60) + local.Minute);
    }

    private static DateTimeOffset Utc(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static int IsoWeekday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private static int Minute(string clock) => (int.Parse(clock[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(clock[3..], CultureInfo.InvariantCulture);
}

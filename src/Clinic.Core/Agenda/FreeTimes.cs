using Clinic.Core.Errors;

namespace Clinic.Core.Agenda;

/// <summary>A time at which a thanatologist can be booked.</summary>
/// <param name="Modes">How one can meet then; absent where the query names the mode.</param>
/// <param name="Place">Where one meets in person.</param>
/// <param name="ThanatologistId">In the list over all thanatologists.</param>
/// <param name="ThanatologistName">In the list over all thanatologists.</param>
public sealed record FreeTime(
    DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<AppointmentMode>? Modes, string? Place, string? ThanatologistId = null, string? ThanatologistName = null);

/// <summary>Which free times are asked for: between two days at the clinic inclusive, of a length and a mode.</summary>
/// <param name="Minutes">Null for each thanatologist's own length.</param>
/// <param name="Mode">Null for any.</param>
public sealed record FreeQuery(DateOnly From, DateOnly To, int? Minutes, AppointmentMode? Mode)
{
    public const int MostDays = 62;

    /// <param name="from">Null for today.</param>
    /// <param name="to">Null for as many days as a query may have.</param>
    /// <exception cref="InvalidInputException">The days end before they begin, or are too many.</exception>
    public static FreeQuery Of(DateOnly? from, DateOnly? to, int? minutes, AppointmentMode? mode, DateOnly today)
    {
        var first = from ?? today;
        var most = DateOnly.FromDayNumber(Math.Min(first.DayNumber + MostDays - 1, DateOnly.MaxValue.DayNumber));
        if (to < first)
            throw new InvalidInputException("to", AgendaText.NotBefore("from"));
        if (to > most)
            throw new InvalidInputException("to", FieldCode.OutOfRange, new($"debe dar a lo más {MostDays} días", $"must make at most {MostDays} days"));
        return new FreeQuery(first, to ?? most, minutes, mode);
    }
}

/// <summary>Computes free times from hours and busy times; none are stored.</summary>
internal sealed class FreeTimes
{
    private readonly TimeZoneInfo zone;
    private readonly DateTimeOffset now;
    private readonly FreeQuery query;
    private readonly DateOnly today;
    private readonly ClinicClock clock;

    public FreeTimes(FreeQuery query, TimeZoneInfo zone, DateTimeOffset now)
    {
        (this.query, this.zone, this.now) = (query, zone, now);
        today = ClinicClock.Read(zone, ClinicClock.MinutesOf(now)).Day;
        // An appointment of the last day may reach into the next one. A day far ahead is asked about in vain.
        clock = new ClinicClock(zone, today, today.AddDays(Math.Clamp(query.To.DayNumber - today.DayNumber, 0, AvailabilityEditRules.MostHorizonDays) + 1));
    }

    /// <summary>In order of time, as far as they are asked for.</summary>
    public IEnumerable<FreeTime> Of(PersonAgenda agenda)
    {
        var hours = new OpenHours(agenda.Availability, zone);
        var minutes = query.Minutes ?? agenda.Availability.Minutes;
        var modes = query.Mode is { } only ? [only] : AppointmentModes.All;
        var last = Earlier(query.To, hours.LastDay(now));
        for (var day = Later(query.From, today); day <= last; day = day.AddDays(1))
        {
            var starts = modes.SelectMany(mode => hours.StartsOn(clock, day, minutes, mode).Select(start => (Start: start, Mode: mode)))
                .Where(found => hours.Admits(found.Start, day, now))
                .GroupBy(found => found.Start, found => found.Mode)
                .OrderBy(found => found.Key);
            // Of a thousand appointments the few around the day are compared with each of its times.
            var near = agenda with { Busy = [.. agenda.Busy.Where(busy => IsNear(busy, day))] };
            foreach (var found in starts)
            {
                var start = ClinicClock.MomentOf(found.Key);
                if (!near.Conflicts(start, minutes).Any())
                    yield return new FreeTime(start, start.AddMinutes(minutes), query.Mode is null ? [.. found] : null, found.Contains(AppointmentMode.InPerson) ? hours.PlaceAt(start) : null);
            }
        }
    }

    /// <summary>Wherever the clinic is, a day is within a day of the same date in UTC, and no appointment lasts for one.</summary>
    private static bool IsNear(BusyTime busy, DateOnly day) => Math.Abs(DateOnly.FromDateTime(busy.Start.UtcDateTime).DayNumber - day.DayNumber) <= 2;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}

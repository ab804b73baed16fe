namespace Clinic.Core.Sessions;

/// <summary>The clinic's day, in its own time zone.</summary>
public sealed class ClinicCalendar(TimeZoneInfo zone, TimeProvider time)
{
    public DateOnly Today => DateOf(time.GetUtcNow());

    /// <summary>When a day begins at the clinic.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks are put forward at midnight, the day begins an hour later.
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The day at the clinic when something happened.</summary>
    public DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
}

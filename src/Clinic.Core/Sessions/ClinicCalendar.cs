namespace Clinic.Core.Sessions;

/// <summary>The clinic's day, in its own time zone.</summary>
public sealed class ClinicCalendar(TimeZoneInfo zone, TimeProvider time)
{
    public DateOnly Today => DateOf(time.GetUtcNow());

    /// <summary>The day at the clinic when something happened.</summary>
    public DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
}

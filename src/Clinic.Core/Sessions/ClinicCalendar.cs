namespace Clinic.Core.Sessions;

/// <summary>The clinic's day, in its own time zone.</summary>
public sealed class ClinicCalendar(TimeZoneInfo zone, TimeProvider time)
{
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
}

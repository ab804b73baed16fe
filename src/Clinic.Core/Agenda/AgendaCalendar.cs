using System.Globalization;
using System.Text;

namespace Clinic.Core.Agenda;

/// <summary>
/// Appointments as an iCalendar object (RFC 5545): times on the clinic's clock, with the changes of the clock, and of patients the
/// initials alone. docs/adr/0054.
/// </summary>
internal sealed class AgendaCalendar(TimeZoneInfo zone)
{
    private const string LocalTime = "yyyyMMdd'T'HHmmss";
    private const string UtcTime = LocalTime + "'Z'";

    /// <param name="first">The first day on which there may be an appointment.</param>
    /// <param name="last">The last one.</param>
    /// <param name="names">The patients' full names by their ids.</param>
    public string Write(DateOnly first, DateOnly last, IEnumerable<Appointment> appointments, IReadOnlyDictionary<string, string> names)
    {
        var lines = new ContentLines()
            .Add("BEGIN:VCALENDAR").Add("VERSION:2.0").Add("PRODID:-//Clinic//Agenda//EN").Add("X-WR-CALNAME:Agenda").Add("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        AddTimeZone(lines, new ClinicClock(zone, first, last));
        foreach (var appointment in appointments)
            Add(lines, appointment, Initials(names.GetValueOrDefault(appointment.PatientId, "")));
        return lines.Add("END:VCALENDAR").ToString();
    }

    /// <summary>The first letter of each name, whatever it is made of: a letter with its accents is one, and so is a character beyond the basic plane.</summary>
    public static string Initials(string name) =>
        string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(part => StringInfo.GetNextTextElement(part).ToUpperInvariant() + "."));

    /// <summary>An observance for each offset of the clock. DTSTART is read on the clock that it ends.</summary>
    private void AddTimeZone(ContentLines lines, ClinicClock clock)
    {
        lines.Add("BEGIN:VTIMEZONE").Add("TZID:" + zone.Id);
        int? before = null;
        foreach (var (from, offset) in clock.Offsets)
        {
            var kind = zone.IsDaylightSavingTime(from) ? "DAYLIGHT" : "STANDARD";
            var onset = from.UtcDateTime.AddMinutes(before ?? offset).ToString(LocalTime, CultureInfo.InvariantCulture);
            lines.Add("BEGIN:" + kind).Add("DTSTART:" + onset).Add("TZOFFSETFROM:" + Offset(before ?? offset)).Add("TZOFFSETTO:" + Offset(offset)).Add("END:" + kind);
            before = offset;
        }
        lines.Add("END:VTIMEZONE");
    }

    private void Add(ContentLines lines, Appointment appointment, string initials)
    {
        lines.Add("BEGIN:VEVENT")
            .Add($"UID:{appointment.Id}@clinic")
            .Add("DTSTAMP:" + appointment.UpdatedAt.UtcDateTime.ToString(UtcTime, CultureInfo.InvariantCulture))
            .Add(string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{appointment.Version}"))
            .Add("DTSTART" + Moment(appointment.Start))
            .Add("DTEND" + Moment(appointment.End))
            .Add("STATUS:" + Status(appointment.Status))
            .Add("SUMMARY:" + Text(initials));
        if (appointment is { Mode: AppointmentMode.InPerson, Place: { } place })
            lines.Add("LOCATION:" + Text(place));
        // A time that is free again keeps nobody from another appointment.
        if (appointment.Status is AppointmentStatus.Cancelled)
            lines.Add("TRANSP:TRANSPARENT");
        lines.Add("END:VEVENT");
    }

    /// <summary>On the clinic's clock, or in UTC where the clock reads it for the second time: a local time is the first (RFC 5545, section 3.3.5).</summary>
    private string Moment(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        return zone.IsAmbiguousTime(local.DateTime) && local.Offset != zone.GetAmbiguousTimeOffsets(local.DateTime).Max()
            ? ":" + moment.UtcDateTime.ToString(UtcTime, CultureInfo.InvariantCulture)
            : $";TZID={zone.Id}:{local.ToString(LocalTime, CultureInfo.InvariantCulture)}";
    }

    /// <summary>A no-show keeps its time, as what was held does.</summary>
    private static string Status(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Booked => "TENTATIVE",
        AppointmentStatus.Cancelled => "CANCELLED",
        _ => "CONFIRMED",
    };

    private static string Offset(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}{Math.Abs(minutes) % 60:00}");

    /// <summary>A TEXT value (section 3.3.11). A place is on one line.</summary>
    private static string Text(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}

/// <summary>Content lines of at most 75 bytes; a longer one goes on in further lines that begin with a blank (RFC 5545, section 3.1).</summary>
internal sealed class ContentLines
{
    private const int Longest = 75;
    private readonly StringBuilder text = new();

    public ContentLines Add(string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > Longest)
            {
                text.Append("\r\n ");
                length = 1;
            }
            text.Append(rune);
            length += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
        return this;
    }

    public override string ToString() => text.ToString();
}

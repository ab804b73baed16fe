using System.Text;
using Clinic.Core.Agenda;
using Clinic.Testing;
using Ical.Net;
using Xunit;

namespace Clinic.UnitTests.Agenda;

/// <summary>What is written is read back by a parser of somebody else.</summary>
public sealed class AgendaCalendarTests
{
    private static readonly DateOnly First = new(2026, 10, 1);
    private static readonly DateOnly Last = new(2027, 4, 30);

    [Fact]
    public void An_appointment_is_an_event_on_the_clinics_clock()
    {
        var appointment = A.Appointment() with { Version = 3, UpdatedAt = A.Moment.AddMinutes(5), Place = "Consultorio 3, planta baja; \\ izquierda" };

        var read = Assert.Single(Read("America/Mexico_City", "Rosa Gómez", appointment).Events);

        Assert.Equal((appointment.Id + "@clinic", 3, "R. G.", "TENTATIVE"), (read.Uid, read.Sequence, read.Summary, read.Status));
        Assert.Equal("Consultorio 3, planta baja; \\ izquierda", read.Location);
        Assert.Equal(("America/Mexico_City", new DateTime(2026, 11, 24, 9, 0, 0)), (read.Start!.TzId, read.Start.Value));
        Assert.Equal((appointment.Start.UtcDateTime, appointment.End.UtcDateTime), (read.Start.AsUtc, read.End!.AsUtc));
        Assert.Equal(appointment.UpdatedAt.UtcDateTime, read.DtStamp!.AsUtc);
    }

    [Theory]
    [InlineData(AppointmentStatus.Booked, "TENTATIVE")]
    [InlineData(AppointmentStatus.Confirmed, "CONFIRMED")]
    [InlineData(AppointmentStatus.Arrived, "CONFIRMED")]
    [InlineData(AppointmentStatus.Done, "CONFIRMED")]
    [InlineData(AppointmentStatus.NoShow, "CONFIRMED")]
    [InlineData(AppointmentStatus.Cancelled, "CANCELLED")]
    public void A_status_is_one_of_the_calendars(AppointmentStatus status, string written)
    {
        var read = Read("America/Mexico_City", "Rosa", A.Appointment() with { Status = status }).Events.Single();

        Assert.Equal(written, read.Status);
        Assert.Equal(status is AppointmentStatus.Cancelled ? "TRANSPARENT" : "OPAQUE", read.Transparency ?? "OPAQUE");
    }

    [Theory]
    [InlineData(AppointmentMode.Phone, "Consultorio 3")]
    [InlineData(AppointmentMode.Video, "Consultorio 3")]
    [InlineData(AppointmentMode.InPerson, null)]
    public void Only_what_is_in_person_has_a_place(AppointmentMode mode, string? place) =>
        Assert.Null(Read("America/Mexico_City", "Rosa", A.Appointment() with { Mode = mode, Place = place }).Events.Single().Location);

    [Theory]
    [InlineData("Rosa Gómez Ñúñez", "R. G. Ñ.")]
    [InlineData("ángel", "Á.")]
    [InlineData("E\u0301lodie O'Brien", "E\u0301. O.")]
    [InlineData("𐐨𐐩 Pérez", "𐐀. P.")]
    [InlineData("👩‍👩‍👧 Pérez", "👩‍👩‍👧. P.")]
    [InlineData("  José   Luis ", "J. L.")]
    [InlineData("\nRosa\r\nGómez", "R. G.")]
    [InlineData("", "")]
    public void Initials_are_whole_letters(string name, string initials) => Assert.Equal(initials, AgendaCalendar.Initials(name));

    [Theory]
    [InlineData("America/Mexico_City", "STANDARD 20260929T180000 -0600 -0600")]
    [InlineData("Pacific/Kiritimati", "STANDARD 20260930T140000 +1400 +1400")]
    [InlineData("Europe/Madrid", "DAYLIGHT 20260930T020000 +0200 +0200", "STANDARD 20261025T030000 +0200 +0100", "DAYLIGHT 20270328T020000 +0100 +0200")]
    [InlineData("Asia/Kolkata", "STANDARD 20260930T053000 +0530 +0530")]
    public void The_zone_has_the_changes_of_the_clock(string zone, params string[] observances)
    {
        var text = Write(zone, "", A.Appointment());

        var written = text[text.IndexOf("BEGIN:VTIMEZONE", StringComparison.Ordinal)..text.IndexOf("END:VTIMEZONE", StringComparison.Ordinal)].Split("\r\n");
        Assert.Equal("TZID:" + zone, written[1]);
        Assert.Equal(observances, written[2..^1].Chunk(5).Select(lines => string.Join(' ', lines[..4].Select(line => line.Split(':')[1]))));
        Assert.Equal(zone, Assert.Single(Calendar.Load(text)!.TimeZones).TzId);
    }

    /// <summary>Madrid's clock reads 2:30 twice on 25 October, and goes from 2 to 3 on 28 March.</summary>
    [Theory]
    [InlineData("2026-10-25T00:30:00Z", "DTSTART;TZID=Europe/Madrid:20261025T023000")]
    [InlineData("2026-10-25T01:30:00Z", "DTSTART:20261025T013000Z")]
    [InlineData("2027-03-28T01:00:00Z", "DTSTART;TZID=Europe/Madrid:20270328T030000")]
    public void A_moment_is_written_as_no_other_is(string start, string line)
    {
        var appointment = A.Appointment() with { Start = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Contains(line + "\r\n", Write("Europe/Madrid", "", appointment), StringComparison.Ordinal);
        Assert.Equal(appointment.Start.UtcDateTime, Read("Europe/Madrid", "", appointment).Events.Single().Start!.AsUtc);
    }

    [Fact]
    public void Lines_end_as_on_the_wire_and_are_folded_between_characters()
    {
        var place = string.Concat(Enumerable.Repeat("Ñandú 😀 ", 22)).Trim();
        var text = Write("America/Mexico_City", "Rosa", A.Appointment() with { Place = place });

        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\ufffd', text);
        Assert.Equal(place, Calendar.Load(text)!.Events.Single().Location);
    }

    [Fact]
    public void A_calendar_without_appointments_is_one() => Assert.Empty(Calendar.Load(Calendars("Europe/Madrid").Write(First, Last, [], new Dictionary<string, string>()))!.Events);

    private static Calendar Read(string zone, string name, Appointment appointment) => Calendar.Load(Write(zone, name, appointment))!;

    private static string Write(string zone, string name, Appointment appointment) =>
        Calendars(zone).Write(First, Last, [appointment], new Dictionary<string, string> { [appointment.PatientId] = name });

    private static AgendaCalendar Calendars(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));
}

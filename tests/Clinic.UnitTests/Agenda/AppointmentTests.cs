using Clinic.Core.Agenda;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class AppointmentTests
{
    private static readonly ClinicCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), A.Clock());

    /// <summary>The way from each status to each other one: always, on the appointment's day, once it has begun, within a day of it, or never.</summary>
    [Theory]
    [InlineData("booked", "confirmed:always arrived:day cancelled:always no-show:begun")]
    [InlineData("confirmed", "arrived:day cancelled:always no-show:begun")]
    [InlineData("arrived", "done:day")]
    [InlineData("done", "")]
    [InlineData("cancelled", "")]
    [InlineData("no-show", "arrived:late")]
    public void A_status_has_these_ways_to_others(string status, string ways)
    {
        var allowed = ways.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(way => way.Split(':')).ToDictionary(way => way[0], way => way[1]);
        var appointment = An(AppointmentStatuses.Parse(status)!.Value);
        // The day before, the day's first minute, the minute before it begins, its beginning, a day after it, and a minute more.
        var moments = new[] { appointment.Start.AddDays(-1), Calendar.StartOf(A.Day), appointment.Start.AddMinutes(-1), appointment.Start, appointment.Start.AddDays(1), appointment.Start.AddDays(1).AddMinutes(1) };

        foreach (var next in AppointmentStatuses.All.Where(next => next != status))
        {
            var expected = allowed.GetValueOrDefault(next) switch
            {
                "always" => moments,
                "day" => moments[1..],
                "begun" => moments[3..],
                "late" => moments[..5],
                _ => [],
            };
            Assert.Equal(expected, moments.Where(now => appointment.MayBecome(AppointmentStatuses.Parse(next)!.Value, Calendar, now)));
        }
    }

    [Fact]
    public void An_appointment_is_read_as_it_was_written()
    {
        var plain = An(AppointmentStatus.Booked);
        var full = An(AppointmentStatus.Done) with
        {
            Place = "Consultorio 3",
            Note = "Llega en taxi",
            Reason = "x",
            CancelledBy = CancelledBy.Patient,
            SeriesId = A.Id(),
            Session = new SessionLink("session", "key", "fingerprint"),
            CountedAs = AppointmentStatus.Arrived,
            Notice = new AppointmentNotice(NoticeKind.Moved, A.Moment),
        };

        foreach (var appointment in (Appointment[])[plain, full])
            Assert.Equal(appointment, AppointmentItems.Read(AppointmentItems.Write(appointment, Calendar).Attributes));
    }

    [Fact]
    public void The_month_is_that_of_the_clinic() =>
        Assert.Equal("2026-11", AppointmentItems.Write(An(AppointmentStatus.Booked) with { Start = new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.Zero) }, Calendar).Attributes["month"].S);

    [Theory]
    [InlineData("2026-11-23T15:00:30Z", "invalid-format")]
    [InlineData("2026-11-22T18:00:00Z", "out-of-range")]
    [InlineData("2036-11-23T15:00:00Z", "out-of-range")]
    [InlineData("2026-11-22T18:01:00Z", null)]
    public void A_start_is_on_a_whole_minute_in_the_future(string start, string? code) => Assert.Equal(
        code is null ? [] : ["start " + code], Faults(New() with { Start = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) }));

    [Fact]
    public void A_series_is_by_count_or_up_to_a_day_of_at_most_52()
    {
        Assert.Equal(["repeat.count required", "repeat.every required"], Faults(New() with { Repeat = new Repeat() }));
        Assert.Equal(["repeat.until not-allowed"], Faults(New() with { Repeat = new Repeat(RepeatEvery.Week, 2, A.Day.AddDays(30)) }));
        Assert.Equal(["repeat.until too-many"], Faults(New() with { Repeat = new Repeat(RepeatEvery.Week, Until: A.Day.AddDays(366)) }));
        Assert.Equal(["repeat.until out-of-range"], Faults(New() with { Repeat = new Repeat(RepeatEvery.Week, Until: A.Day.AddDays(-1)) }));
        Assert.Equal(["repeat.count out-of-range"], Faults(New() with { Repeat = new Repeat(RepeatEvery.Week, 53) }));
        Assert.Empty(Faults(New() with { Repeat = new Repeat(RepeatEvery.Week, Until: A.Day.AddDays(358)) }));
        Assert.Equal(
            ["start out-of-range"],
            Faults(New() with { Start = new DateTimeOffset(9999, 12, 30, 12, 0, 0, TimeSpan.Zero), Repeat = new Repeat(RepeatEvery.Month, Until: DateOnly.MaxValue) }));
    }

    private static IEnumerable<string> Faults(NewAppointment appointment)
    {
        try
        {
            Validation.Check(new NewAppointmentRules(Calendar, A.Clock()), appointment);
            return [];
        }
        catch (Core.Errors.InvalidInputException invalid)
        {
            return invalid.Errors.SelectMany(field => field.Value.Select(fault => $"{field.Key} {fault.Code}")).Order(StringComparer.Ordinal);
        }
    }

    private static NewAppointment New() => new(A.Id(), Start: A.Moment.AddDays(1));

    private static Appointment An(AppointmentStatus status) => A.Appointment() with { Start = A.Moment, Place = null, Status = status };
}

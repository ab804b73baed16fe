using System.Globalization;
using Clinic.Core.Agenda;
using Xunit;

namespace Clinic.UnitTests.Agenda;

/// <summary>Each rule of the hours with an example of its own; that they hold together is for <see cref="FreeTimesPropertyTests"/>.</summary>
public sealed class OpenHoursTests
{
    private const string Mexico = "America/Mexico_City";
    private const string Madrid = "Europe/Madrid";

    // A Sunday, 12:00 in Mexico City, and the Monday after it.
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public void Hours_are_cut_by_the_step_as_long_as_an_appointment_ends_in_them() =>
        Assert.Equal(["09:00", "09:30", "10:00"], Free(Week(Rule("09:00", "11:00"))));

    [Fact]
    public void The_step_is_counted_from_where_the_hours_begin() =>
        Assert.Equal(["09:10", "09:55", "10:40"], Free(Week(Rule("09:10", "11:45")) with { Step = 45 }));

    [Fact]
    public void Hours_that_touch_or_overlap_are_one() =>
        Assert.Equal(["09:00", "09:30", "10:00", "10:30", "11:00"], Free(Week(Rule("09:00", "10:10"), Rule("10:10", "11:15"), Rule("11:00", "12:00"))));

    [Fact]
    public void Hours_of_other_modes_are_others()
    {
        var hours = Week(Rule("09:00", "10:00") with { Modes = [AppointmentMode.InPerson] }, Rule("10:00", "11:00") with { Modes = [AppointmentMode.Video] });

        Assert.Equal(["09:00", "10:00"], Free(hours));
        Assert.Equal(["10:00"], Free(hours, AppointmentMode.Video));
        Assert.Empty(Free(hours, AppointmentMode.Phone));
    }

    [Theory]
    [InlineData(23, 23, 3 * 60)] // hours that overlap count once, those of another mode too
    [InlineData(23, 29, (3 * 60) + 90)]
    [InlineData(16, 23, 3 * 60)] // the 16th is closed
    [InlineData(24, 26, 90)] // hours that are added on the 25th
    [InlineData(24, 24, 0)]
    public void Minutes_are_those_in_which_one_can_meet_in_any_way(int first, int last, long minutes)
    {
        var availability = Week(Rule("09:00", "11:00"), Rule("10:00", "12:00") with { Modes = [AppointmentMode.Video] }) with
        {
            Exceptions = [new ExceptionalDays(new DateOnly(2026, 11, 16), Closed: true), new ExceptionalDays(new DateOnly(2026, 11, 25), From: "16:00", To: "17:30")],
        };

        Assert.Equal(minutes, Hours(availability, Mexico).MinutesOf(new DateOnly(2026, 11, first), new DateOnly(2026, 11, last)));
    }

    [Theory]
    [InlineData(3, 29, 23 * 60)]
    [InlineData(10, 25, 25 * 60)]
    public void A_day_on_which_clocks_change_has_more_or_fewer_minutes(int month, int day, long minutes)
    {
        var sunday = new DateOnly(2026, month, day);
        var availability = Week(Rule("00:00", "24:00") with { Weekday = 7 });

        Assert.Equal(minutes, Hours(availability, Madrid).MinutesOf(sunday.AddDays(-6), sunday));
    }

    [Fact]
    public void All_days_that_there_are_have_minutes()
    {
        var availability = Week(Rule("09:00", "10:00"));

        Assert.Equal(261 * 60, Hours(availability, Mexico).MinutesOf(new DateOnly(9995, 1, 1), DateOnly.MaxValue));
        Assert.Equal(52 * 60, Hours(availability, Mexico).MinutesOf(DateOnly.MinValue, new DateOnly(1, 12, 30)));
    }

    [Fact]
    public void An_appointment_may_last_over_midnight_into_the_next_days_hours()
    {
        var hours = Week(Rule("22:00", "24:00"), new AvailabilityRule(2, "00:00", "00:30"));

        Assert.Equal(["22:00", "22:30", "23:00", "23:30"], Free(hours));
    }

    [Fact]
    public void The_buffer_need_not_be_in_the_hours_and_keeps_appointments_apart()
    {
        var hours = Week(Rule("09:00", "12:00")) with { Buffer = 10 };

        Assert.Equal(["09:00", "09:30", "10:00", "10:30", "11:00"], Free(hours));
        Assert.Equal(["11:00"], Free(hours, busy: ("09:45", 60))); // 10:45 and ten minutes more
        Assert.Equal(["09:00", "09:30", "10:00"], Free(hours, busy: ("11:10", 20))); // 11:00 and ten minutes more
    }

    [Fact]
    public void A_closed_day_has_no_hours_but_those_that_are_added()
    {
        var hours = Week(Rule("09:00", "10:00"));
        var closed = new ExceptionalDays(Monday.AddDays(-3), true, To: "2026-11-23");

        Assert.Empty(Free(hours with { Exceptions = [closed] }));
        Assert.Equal(["16:00"], Free(hours with { Exceptions = [closed, new ExceptionalDays(Monday, null, "16:00", "17:00")] }));
        Assert.Equal(["09:00", "16:00"], Free(hours with { Exceptions = [new ExceptionalDays(Monday, null, "16:00", "17:00")] }));
        Assert.Equal(["09:00"], Free(hours with { Exceptions = [closed with { To = null }] }));
    }

    [Theory]
    [InlineData("2026-11-23", "2026-11-23", true)]
    [InlineData("2026-11-24", null, false)]
    [InlineData(null, "2026-11-22", false)]
    [InlineData(null, null, true)]
    public void A_rule_holds_on_its_days_alone(string? from, string? to, bool holds)
    {
        var rule = Rule("09:00", "10:00") with { ValidFrom = Date(from), ValidTo = Date(to) };

        Assert.Equal(holds ? ["09:00"] : [], Free(Week(rule)));
    }

    [Fact]
    public void Over_a_change_of_the_clock_a_9_o_clock_stays_at_9()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Madrid);
        var hours = Availability.None with { Rules = [new AvailabilityRule(6, "09:00", "10:00"), new AvailabilityRule(7, "09:00", "10:00")] };
        var query = new FreeQuery(new DateOnly(2027, 3, 27), new DateOnly(2027, 3, 28), null, null);

        var starts = new FreeTimes(query, zone, new DateTimeOffset(2027, 3, 26, 0, 0, 0, TimeSpan.Zero)).Of(Agenda(hours)).Select(time => time.Start);

        Assert.Equal([new(2027, 3, 27, 8, 0, 0, TimeSpan.Zero), new(2027, 3, 28, 7, 0, 0, TimeSpan.Zero)], starts);
    }

    /// <summary>At 2:00 the clock is put forward to 3:00.</summary>
    [Fact]
    public void An_hour_that_the_clock_leaves_out_is_none() =>
        Assert.Equal(["00:30", "01:00", "01:30", "03:00"], Free(Nights(), zoneName: Madrid, day: new DateOnly(2027, 3, 28)));

    /// <summary>At 3:00 the clock is put back to 2:00.</summary>
    [Fact]
    public void An_hour_that_the_clock_shows_twice_is_two() =>
        Assert.Equal(["00:30", "01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00"], Free(Nights(), zoneName: Madrid, day: new DateOnly(2026, 10, 25)));

    [Fact]
    public void Patients_are_bound_by_notice_and_horizon()
    {
        var hours = Week(Rule("09:00", "11:00"));

        Assert.Equal(["09:30", "10:00"], Free(hours with { NoticeHours = 21 }, now: Now.AddMinutes(20)));
        Assert.Equal(["09:00", "09:30", "10:00"], Free(hours with { HorizonDays = 1 }));
        Assert.Empty(Free(hours with { HorizonDays = 1 }, now: Now.AddDays(-1)));
    }

    [Fact]
    public void What_begins_now_is_past() => Assert.Equal(["10:00"], Free(Week(Rule("09:00", "11:00")), now: new DateTimeOffset(2026, 11, 23, 15, 30, 0, TimeSpan.Zero)));

    [Fact]
    public void A_place_is_where_one_meets_in_person()
    {
        var hours = Week(Rule("09:00", "10:00") with { Place = "Consultorio 2" }) with { Exceptions = [new ExceptionalDays(Monday, null, "10:00", "11:00", null, "Sala de juntas")] };

        Assert.Equal(["Consultorio 2", "Consultorio 2", "Sala de juntas"], Times(hours).Select(time => time.Place));
        Assert.Equal([null, null, null], Times(hours, AppointmentMode.Video).Select(time => time.Place));
        Assert.Null(Assert.Single(Times(Week(Rule("09:00", "10:00") with { Place = "Consultorio 2", Modes = [AppointmentMode.Phone] }))).Place);
    }

    [Fact]
    public void Each_free_time_tells_how_one_can_meet_unless_that_was_asked_for()
    {
        var hours = Week(Rule("09:00", "10:00"), Rule("09:00", "11:00") with { Modes = [AppointmentMode.Video] }) with { Step = 60 };

        Assert.Equal(["InPerson Phone Video", "Video"], Times(hours).Select(time => string.Join(' ', time.Modes!)));
        Assert.All(Times(hours, AppointmentMode.Video), time => Assert.Null(time.Modes));
    }

    [Fact]
    public void Staff_may_be_off_the_step_where_patients_may_not()
    {
        var hours = new OpenHours(Week(Rule("09:00", "11:00")), TimeZoneInfo.FindSystemTimeZoneById(Mexico));
        var start = new DateTimeOffset(2026, 11, 23, 15, 20, 0, TimeSpan.Zero);

        Assert.True(hours.Covers(start, 60, AppointmentMode.Phone));
        Assert.False(hours.Offers(start, 60, AppointmentMode.Phone, Now));
        Assert.True(hours.Offers(start.AddMinutes(10), 60, AppointmentMode.Phone, Now));
        Assert.False(hours.Covers(start, 101, AppointmentMode.Phone));
    }

    [Fact]
    public void The_last_moment_of_the_calendar_is_no_error()
    {
        var hours = new OpenHours(Week(Rule("00:00", "24:00")), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati"));

        Assert.False(hours.Covers(new DateTimeOffset(9999, 12, 31, 23, 59, 0, TimeSpan.Zero), 60, AppointmentMode.Phone));
        Assert.False(hours.Offers(new DateTimeOffset(9999, 12, 31, 23, 59, 0, TimeSpan.Zero), 60, AppointmentMode.Phone, Now));
    }

    private static AvailabilityRule Rule(string from, string to) => new(1, from, to);

    private static Availability Week(params AvailabilityRule[] rules) => Availability.None with { Rules = rules };

    private static Availability Nights() => Availability.None with { Minutes = 30, Rules = [new AvailabilityRule(7, "00:30", "03:30")] };

    private static OpenHours Hours(Availability availability, string zoneName) => new(availability, TimeZoneInfo.FindSystemTimeZoneById(zoneName));

    private static PersonAgenda Agenda(Availability availability, params BusyTime[] busy) => new("p-1", 1, busy, availability);

    private static IEnumerable<FreeTime> Times(Availability availability, AppointmentMode? mode = null) =>
        new FreeTimes(new FreeQuery(Monday, Monday, null, mode), TimeZoneInfo.FindSystemTimeZoneById(Mexico), Now).Of(Agenda(availability));

    /// <summary>The beginnings of a day's free times as the clinic's clock shows them.</summary>
    private static IEnumerable<string> Free(
        Availability availability, AppointmentMode? mode = null, (string At, int Minutes)? busy = null, DateTimeOffset? now = null, string zoneName = Mexico, DateOnly? day = null)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var date = day ?? Monday;
        BusyTime[] taken = busy is var (at, minutes)
            ? [new BusyTime(Guid.Empty.ToString(), new DateTimeOffset(date.ToDateTime(TimeOnly.Parse(at, CultureInfo.InvariantCulture)), TimeSpan.FromHours(-6)), minutes)]
            : [];
        var found = new FreeTimes(new FreeQuery(date, date, null, mode), zone, now ?? (day is null ? Now : new DateTimeOffset(date.AddDays(-2).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))).Of(Agenda(availability, taken));
        return found.Select(time => TimeZoneInfo.ConvertTime(time.Start, zone).ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    private static DateOnly? Date(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}

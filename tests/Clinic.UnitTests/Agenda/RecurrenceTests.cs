using Clinic.Core.Agenda;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class RecurrenceTests
{
    [Fact]
    public void A_weekly_series_keeps_the_clock_over_its_changes()
    {
        // Madrid goes back on 2026-10-25 and forward on 2027-03-28.
        var starts = Expand("Europe/Madrid", "2026-10-23T09:00:00+02:00", new Repeat(RepeatEvery.Week, 24));

        Assert.Equal(24, starts.Count);
        Assert.Equal("2026-10-23T07:00Z", Text(starts[0]));
        Assert.Equal("2026-10-30T08:00Z", Text(starts[1]));
        Assert.Equal("2027-03-26T08:00Z", Text(starts[22]));
        Assert.Equal("2027-04-02T07:00Z", Text(starts[23]));
    }

    [Fact]
    public void A_time_that_the_clock_skips_is_taken_after_it_and_the_first_of_two_that_are_alike()
    {
        Assert.Equal(["2027-03-21T01:30Z", "2027-03-28T01:30Z", "2027-04-04T00:30Z"], Texts(Expand("Europe/Madrid", "2027-03-21T02:30:00+01:00", new Repeat(RepeatEvery.Week, 3))));
        Assert.Equal(["2026-10-18T00:30Z", "2026-10-25T00:30Z", "2026-11-01T01:30Z"], Texts(Expand("Europe/Madrid", "2026-10-18T02:30:00+02:00", new Repeat(RepeatEvery.Week, 3))));
    }

    [Fact]
    public void A_first_one_in_the_second_of_two_hours_that_are_alike_stays_there() =>
        Assert.Equal("2026-10-25T01:30Z", Text(Expand("Europe/Madrid", "2026-10-25T02:30:00+01:00", new Repeat(RepeatEvery.Week, 2))[0]));

    [Theory]
    [InlineData("2026-11-10T09:00:00-06:00", "11-10 12-08 01-12 02-09 03-09")] // the second Tuesday
    [InlineData("2026-12-31T09:00:00-06:00", "12-31 01-28 02-25 03-25 04-29")] // the fifth Thursday is the last one
    [InlineData("2026-11-30T09:00:00-06:00", "11-30 12-28 01-25 02-22 03-29")] // so is the fifth Monday
    [InlineData("2026-11-24T09:00:00-06:00", "11-24 12-22 01-26 02-23 03-23")] // the fourth stays the fourth
    public void By_month_it_is_the_same_weekday_of_the_month(string start, string days) => Assert.Equal(
        days.Split(' '), Expand("America/Mexico_City", start, new Repeat(RepeatEvery.Month, 5)).Select(one => $"{one.AddHours(-6):MM-dd}"));

    [Fact]
    public void An_excepted_day_counts_and_the_last_day_is_included()
    {
        var repeat = new Repeat(RepeatEvery.TwoWeeks, 4, Except: [new DateOnly(2026, 12, 7), new DateOnly(2026, 12, 8)]);

        Assert.Equal(["2026-11-23T15:00Z", "2026-12-21T15:00Z", "2027-01-04T15:00Z"], Texts(Expand("America/Mexico_City", "2026-11-23T09:00:00-06:00", repeat)));
        Assert.Equal(3, Expand("America/Mexico_City", "2026-11-23T09:00:00-06:00", new Repeat(RepeatEvery.Week, Until: new DateOnly(2026, 12, 7))).Count);
    }

    [Fact]
    public void More_than_52_are_one_too_many() =>
        Assert.Equal(53, Expand("America/Mexico_City", "2026-11-23T09:00:00-06:00", new Repeat(RepeatEvery.Week, Until: new DateOnly(2030, 1, 1))).Count);

    /// <summary>Kiritimati is 14 hours ahead of UTC: its day is another one.</summary>
    [Fact]
    public void The_day_is_that_of_the_clinic() => Assert.Equal(
        ["2026-11-22T20:00Z", "2026-12-06T20:00Z"],
        Texts(Expand("Pacific/Kiritimati", "2026-11-22T20:00:00Z", new Repeat(RepeatEvery.Week, 3, Except: [new DateOnly(2026, 11, 30)]))));

    private static IReadOnlyList<DateTimeOffset> Expand(string zone, string start, Repeat repeat) => Recurrence.Expand(
        DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime(), repeat, new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), A.Clock()));

    private static IEnumerable<string> Texts(IEnumerable<DateTimeOffset> starts) => starts.Select(Text);

    private static string Text(DateTimeOffset start) => start.ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

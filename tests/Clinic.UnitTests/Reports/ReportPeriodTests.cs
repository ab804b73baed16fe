using Clinic.Core.Errors;
using Clinic.Core.Reports;
using Xunit;

namespace Clinic.UnitTests.Reports;

public sealed class ReportPeriodTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Theory]
    [InlineData(null, "2026-10-29")]
    [InlineData("week", "2026-11-19")]
    [InlineData("month", "2026-10-29")]
    [InlineData("year", "2025-11-27")]
    public void A_timespan_ends_today(string? timespan, string from) =>
        Assert.Equal(new ReportPeriod(Day(from), Today), ReportPeriod.Of(timespan, null, null, Today));

    [Fact]
    public void From_and_to_are_included() =>
        Assert.Equal(new ReportPeriod(Day("2026-11-01"), Day("2026-11-01")), ReportPeriod.Of(null, Day("2026-11-01"), Day("2026-11-01"), Today));

    [Theory]
    [InlineData("week", "2026-11-01", "2026-11-02", "timespan")]
    [InlineData("week", "2026-11-01", null, "timespan")]
    [InlineData("week", null, "2026-11-02", "timespan")]
    [InlineData(null, "2026-11-01", null, "to")]
    [InlineData(null, null, "2026-11-01", "from")]
    [InlineData(null, "2026-11-02", "2026-11-01", "to")]
    [InlineData(null, "2021-11-25", "2026-11-26", "to")]
    [InlineData(null, "0001-01-01", "9999-12-31", "to")]
    public void What_is_no_period_names_the_field(string? timespan, string? from, string? to, string field)
    {
        var refused = Assert.Throws<InvalidInputException>(() => ReportPeriod.Of(timespan, from is null ? null : Day(from), to is null ? null : Day(to), Today));

        Assert.Equal([field], refused.Errors.Keys);
    }

    [Theory]
    [InlineData("2021-11-25", "2026-11-25")]
    [InlineData("2020-02-29", "2025-02-28")]
    [InlineData("9994-12-31", "9999-12-31")]
    public void Five_years_are_a_period(string from, string to) =>
        Assert.Equal(new ReportPeriod(Day(from), Day(to)), ReportPeriod.Of(null, Day(from), Day(to), Today));

    [Theory]
    [InlineData("2026-11-22", "2026-11-22", "2026-11 22-22")]
    [InlineData("2026-10-30", "2026-11-02", "2026-10 30-31, 2026-11 1-2")]
    [InlineData("2026-10-01", "2026-10-31", "2026 10-10")]
    [InlineData("2026-09-30", "2026-11-01", "2026-09 30-30, 2026 10-10, 2026-11 1-1")]
    [InlineData("2025-12-31", "2026-01-01", "2025-12 31-31, 2026-01 1-1")]
    [InlineData("2025-12-01", "2026-01-31", "2025 12-12, 2026 1-1")]
    [InlineData("2024-02-01", "2024-02-29", "2024 2-2")]
    [InlineData("2024-02-01", "2024-02-28", "2024-02 1-28")]
    [InlineData("2023-02-01", "2023-02-28", "2023 2-2")]
    [InlineData("2021-06-15", "2024-03-10", "2021-06 15-30, 2021 7-12, 2022 1-12, 2023 1-12, 2024 1-2, 2024-03 1-10")]
    [InlineData("2026-11-01", "2026-11-24", "2026-11 1-24")]
    [InlineData("2026-11-01", "2026-11-25", "2026 11-11")]
    [InlineData("2026-11-02", "2026-11-25", "2026-11 2-25")]
    [InlineData("2025-11-27", "2026-11-25", "2025-11 27-30, 2025 12-12, 2026 1-11")]
    [InlineData("2026-11-20", "2027-01-15", "2026-11 20-30, 2026 12-12, 2027 1-1")]
    [InlineData("9999-11-30", "9999-12-31", "9999-11 30-30, 9999 12-12")]
    public void A_period_is_whole_months_and_the_days_at_its_edges(string from, string to, string spans)
    {
        var period = new ReportPeriod(Day(from), Day(to));

        Assert.Equal(spans.Split(", "), period.Spans(Today).Select(span => $"{span.Name} {span.First}-{span.Last}"));
    }

    [Theory]
    [InlineData("2026-11-22", "2026-11-22", "2026-11-21", "2026-11-21")]
    [InlineData("2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15")]
    [InlineData("2026-11-01", "2026-11-30", "2026-10-02", "2026-10-31")]
    [InlineData("2024-03-01", "2024-03-31", "2024-01-30", "2024-02-29")]
    [InlineData("2024-01-01", "2024-12-31", "2022-12-31", "2023-12-31")]
    [InlineData("2026-03-29", "2026-04-11", "2026-03-15", "2026-03-28")]
    [InlineData("0001-01-02", "0001-01-02", "0001-01-01", "0001-01-01")]
    [InlineData("9999-12-31", "9999-12-31", "9999-12-30", "9999-12-30")]
    public void The_period_before_has_as_many_days_and_ends_the_day_before(string from, string to, string previousFrom, string previousTo) =>
        Assert.Equal(new ReportPeriod(Day(previousFrom), Day(previousTo)), new ReportPeriod(Day(from), Day(to)).Previous());

    [Theory]
    [InlineData("0001-01-01", "0001-01-01")]
    [InlineData("0001-01-02", "0001-01-03")]
    [InlineData("0003-01-01", "0007-12-31")]
    public void Where_the_calendar_has_no_days_before_the_field_is_named(string from, string to) =>
        Assert.Equal(["from"], Assert.Throws<InvalidInputException>(() => new ReportPeriod(Day(from), Day(to)).Previous()).Errors.Keys);

    [Theory]
    [InlineData("2026-10-30", "2026-11-25", "2026-10 30-31, 2026-11 1-25")]
    [InlineData("2024-02-01", "2024-03-01", "2024-02 1-29, 2024-03 1-1")]
    [InlineData("9999-11-01", "9999-12-31", "9999-11 1-30, 9999-12 1-31")]
    public void By_day_whole_months_are_days_too(string from, string to, string spans) =>
        Assert.Equal(spans.Split(", "), new ReportPeriod(Day(from), Day(to)).Spans(Today, isByDay: true).Select(span => $"{span.Name} {span.First}-{span.Last}"));

    [Theory]
    [InlineData("day", "2026-02-27", "2026-03-01", "2026-02-27 2026-02-28 2026-03-01")]
    [InlineData("day", "2024-02-28", "2024-03-01", "2024-02-28 2024-02-29 2024-03-01")]
    [InlineData("day", "2022-10-29", "2022-10-31", "2022-10-29 2022-10-30 2022-10-31")] // the last night that Mexico City put its clocks back
    [InlineData("week", "2026-11-22", "2026-11-23", "2026-W47 2026-W48")]
    [InlineData("week", "2020-12-31", "2021-01-04", "2020-W53 2021-W01")]
    [InlineData("week", "2024-12-29", "2024-12-31", "2024-W52 2025-W01")]
    [InlineData("week", "2027-01-01", "2027-01-03", "2026-W53")]
    [InlineData("week", "2018-12-31", "2019-01-06", "2019-W01")]
    [InlineData("week", "0001-01-01", "0001-01-08", "0001-W01 0001-W02")]
    [InlineData("week", "9999-12-26", "9999-12-31", "9999-W51 9999-W52")]
    [InlineData("month", "2026-11-30", "2027-01-01", "2026-11 2026-12 2027-01")]
    [InlineData("month", "2026-11-22", "2026-11-22", "2026-11")]
    public void A_series_has_every_day_week_or_month_that_the_period_touches(string groupBy, string from, string to, string labels) =>
        Assert.Equal(labels.Split(' '), Grouping.LabelsOf(new ReportPeriod(Day(from), Day(to)), groupBy));

    [Fact]
    public void A_years_series_has_all_days_weeks_and_months()
    {
        foreach (var (year, days, weeks) in ((int, int, int)[])[(2020, 366, 53), (2021, 365, 53), (2023, 365, 53), (2024, 366, 53), (2026, 365, 53), (2028, 366, 53), (2018, 365, 53)])
        {
            var period = new ReportPeriod(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            Assert.Equal((days, weeks, 12), (Grouping.LabelsOf(period, "day").Count(), Grouping.LabelsOf(period, "week").Count(), Grouping.LabelsOf(period, "month").Count()));
        }
    }

    [Fact]
    public void Groups_of_the_period_before_stand_in_the_order_of_these_by_what_they_are_and_not_by_their_labels()
    {
        var now = new Groups([new("1", "Ávila", 5), new("2", "Ávila", 3)], 8);
        var before = new Groups([new("3", "Zepeda", 9), new("2", "Ávila", 4)], 13);

        Assert.Equal([new("1", "Ávila", 0), new("2", "Ávila", 4), new("3", "Zepeda", 9)], before.InOrderOf(now).Items);
        Assert.Equal(13, before.InOrderOf(now).Total);
    }

    [Fact]
    public void Every_day_up_to_today_is_in_one_span_and_none_outside()
    {
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var from = Today.AddDays(-random.Next(1_500));
            var period = new ReportPeriod(from, Today.AddDays(-random.Next(Today.DayNumber - from.DayNumber + 1)));

            var days = period.Spans(Today).SelectMany(Days).Where(day => day <= Today).ToList();

            Assert.Equal(Enumerable.Range(period.From.DayNumber, period.To.DayNumber - period.From.DayNumber + 1).Select(DateOnly.FromDayNumber), days.Order());
        }
    }

    private static IEnumerable<DateOnly> Days(PeriodSpan span) => Enumerable.Range(span.First, span.Last - span.First + 1).SelectMany(unit => span.IsYear
        ? Enumerable.Range(1, DateTime.DaysInMonth(int.Parse(span.Name, System.Globalization.CultureInfo.InvariantCulture), unit)).Select(day => Day($"{span.Name}-{unit:D2}-{day:D2}"))
        : [Day($"{span.Name}-{unit:D2}")]);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

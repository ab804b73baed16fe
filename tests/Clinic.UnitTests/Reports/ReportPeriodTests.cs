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

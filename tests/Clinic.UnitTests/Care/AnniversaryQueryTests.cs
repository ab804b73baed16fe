using System.Globalization;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class AnniversaryQueryTests
{
    [Theory]
    [InlineData("2024-05-10", "2026-05-10", "2026-05-10", "2026-05-10")]
    [InlineData("2024-05-10", "2026-05-11", "2026-08-10", null)]
    [InlineData("2024-05-10", "2024-05-01", "2024-05-31", null)] // the day itself
    [InlineData("2024-05-10", "2023-05-01", "2023-05-31", null)]
    [InlineData("2020-02-29", "2026-02-28", "2026-02-28", "2026-02-28")]
    [InlineData("2020-02-29", "2026-03-01", "2026-03-31", null)]
    [InlineData("2020-02-29", "2028-02-28", "2028-02-28", null)]
    [InlineData("2020-02-29", "2028-02-29", "2028-03-31", "2028-02-29")]
    [InlineData("2020-12-31", "2026-12-15", "2027-02-15", "2026-12-31")]
    [InlineData("2020-01-02", "2026-12-15", "2027-02-15", "2027-01-02")]
    public void A_day_has_its_anniversary_in_later_years(string day, string from, string to, string? expected) =>
        Assert.Equal(expected is null ? null : DateOnly.Parse(expected, CultureInfo.InvariantCulture), new AnniversaryQuery(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture)).Of(DateOnly.Parse(day, CultureInfo.InvariantCulture)));

    /// <summary>Whatever has an anniversary in a window is in its ranges.</summary>
    [Fact]
    public void The_ranges_have_every_day_that_may_have_an_anniversary()
    {
        for (var from = new DateOnly(2026, 1, 1); from.Year < 2029; from = from.AddDays(1))
        {
            var query = new AnniversaryQuery(from, from.AddDays(from.DayNumber % AnniversaryQuery.MostDays));
            for (var day = new DateOnly(2020, 1, 1); day.Year == 2020; day = day.AddDays(1))
            {
                if (query.Of(day) is not null)
                    Assert.Contains(query.Ranges, range => string.CompareOrdinal($"{day:MM-dd}", range.First) >= 0 && string.CompareOrdinal($"{day:MM-dd}", range.Last) <= 0);
            }
        }
    }

    [Fact]
    public void It_is_from_today_on_and_of_92_days_at_most()
    {
        var calendar = new ClinicCalendar(TimeZoneInfo.Utc, A.Clock());
        var (today, last) = (calendar.Today, calendar.Today.AddDays(91));

        Assert.Equal(new AnniversaryQuery(today, last), AnniversaryQuery.Of(null, null, calendar));
        Assert.Equal(new AnniversaryQuery(today, today), AnniversaryQuery.Of(null, today, calendar));
        Assert.Equal(DateOnly.MaxValue, AnniversaryQuery.Of(DateOnly.MaxValue, null, calendar).To);
        Assert.Throws<InvalidInputException>(() => AnniversaryQuery.Of(null, last.AddDays(1), calendar));
        Assert.Throws<InvalidInputException>(() => AnniversaryQuery.Of(today, today.AddDays(-1), calendar));
    }
}

using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Reports;

public sealed class AppointmentFiguresTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);
    private static readonly ClinicCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), A.Clock());

    [Fact]
    public void Counters_are_read_as_they_are_written()
    {
        var (one, other) = (A.Id(), A.Id());
        var item = Item(Facts(one, waited: 3), Facts(one, AppointmentStatus.Cancelled), Facts(other));
        item["period"] = new AttributeValue("appointments 2026 3");
        item["writes"] = new AttributeValue { N = "7" };

        var rows = AppointmentCounters.Read(item, Day, [AppointmentCounters.Status, AppointmentCounters.Waited]).OrderBy(row => row.ThanatologistId == other).ToList();

        Assert.Equal([one, other], rows.Select(row => row.ThanatologistId));
        Assert.All(rows, row => Assert.Equal(Day, row.Day));
        Assert.Equal(["status#booked 1", "status#cancelled 1", "waited#3 1"], rows[0].Amounts.Select(amount => $"{amount.Key} {amount.Value}").Order());
        Assert.Equal(["status#booked 1"], rows[1].Amounts.Select(amount => $"{amount.Key} {amount.Value}"));
        Assert.Equal(3, rows.Appointments());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("booked confirmed arrived cancelled", null)]
    [InlineData("done done", 0d)]
    [InlineData("no-show", 1d)]
    [InlineData("no-show done done cancelled", 0.3333)]
    [InlineData("no-show no-show done", 0.6667)]
    public void The_rate_of_no_shows_is_of_those_that_are_over(string statuses, double? rate) =>
        Assert.Equal((decimal?)rate, Rows(statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(status => Facts(A.Id(), AppointmentStatuses.Parse(status)!.Value))).NoShowRate());

    [Theory]
    [InlineData("booked done no-show cancelled", 300, 0.6)]
    [InlineData("booked done", 60, 2d)]
    [InlineData("cancelled", 60, 0d)]
    [InlineData("booked", 0, null)]
    [InlineData("booked", 7, 8.5714)]
    public void Utilisation_is_of_all_that_are_not_cancelled(string statuses, long available, double? utilisation) =>
        Assert.Equal((decimal?)utilisation, Rows(statuses.Split(' ').Select(status => Facts(A.Id(), AppointmentStatuses.Parse(status)!.Value))).Utilisation(available));

    [Theory]
    [InlineData(new int[0], null)]
    [InlineData(new[] { 5 }, 5)]
    [InlineData(new[] { 30, 2, 9 }, 9)]
    [InlineData(new[] { 2, 4, 4, 90 }, 4)]
    [InlineData(new[] { 1, 2 }, 2)]
    [InlineData(new[] { 0, 0, 7, 10 }, 4)]
    public void The_days_to_the_first_appointment_are_the_median_and_whole(int[] days, int? median) =>
        Assert.Equal(median, Rows(days.Select(waited => Facts(A.Id(), waited: waited)).Append(Facts(A.Id()))).DaysToFirst());

    [Theory]
    [InlineData("2026-11-20", 3)]
    [InlineData("2026-11-23", 0)]
    [InlineData("2025-11-22", 366)]
    [InlineData("1999-01-01", 366)]
    [InlineData(null, null)]
    public void A_patient_has_waited_from_the_opening_of_the_record_to_the_day_at_the_clinic(string? openedOn, int? waited)
    {
        // 20:00 of the 23rd on the clinic's clock.
        var start = new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);
        var appointment = new Appointment(A.Id(), A.Id(), A.Id(), start, 60, AppointmentMode.Phone, null, null, AppointmentStatus.Booked, 1, start, start)
        {
            OpenedOn = openedOn is null ? null : DateOnly.Parse(openedOn, System.Globalization.CultureInfo.InvariantCulture),
        };

        Assert.Equal((new DateOnly(2026, 11, 23), 20, waited), AppointmentFacts.Of(appointment, Calendar) is var facts ? (facts.Date, facts.Hour, facts.Waited) : default);
    }

    private static AppointmentFacts Facts(string thanatologistId, AppointmentStatus status = AppointmentStatus.Booked, int? waited = null) =>
        new(thanatologistId, Day, 9, 60, AppointmentMode.InPerson, status, waited);

    private static IReadOnlyList<CountsRow> Rows(IEnumerable<AppointmentFacts> appointments) => [.. AppointmentCounters.Read(
        Item([.. appointments]), Day, [AppointmentCounters.Status, AppointmentCounters.Minutes, AppointmentCounters.Waited])];

    private static Dictionary<string, AttributeValue> Item(params IReadOnlyList<AppointmentFacts> appointments) => appointments
        .SelectMany(appointment => AppointmentCounters.Of(appointment, 1))
        .GroupBy(counter => counter.Key, counter => counter.Value)
        .ToDictionary(counter => counter.Key, counter => new AttributeValue { N = $"{counter.Sum()}" });
}

using Clinic.Core.Agenda;
using Clinic.Notices;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Notices;

public sealed class ReminderPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 3, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0")]
    [InlineData("721")]
    [InlineData("24,")]
    [InlineData("24, 2")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("a day")]
    public void What_is_no_list_of_hours_is_an_error_that_names_the_variable(string text)
    {
        var error = Assert.Throws<InvalidOperationException>(() => ReminderPlan.Parse(text).Next(An(), Start));

        Assert.Contains("REMINDER_HOURS", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(text + ".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2,24,2", 48.0, 24.0)]
    [InlineData("24,2", 24.01, 24.0)]
    [InlineData("24,2", 24.0, 2.0)]
    [InlineData("24,2", 2.0, null)]
    [InlineData("720", 1_000.0, 720.0)]
    [InlineData(null, 48.0, null)]
    public void The_next_reminder_is_the_first_whose_moment_is_to_come(string? hours, double hoursAhead, double? expected) =>
        Assert.Equal(expected is { } ahead ? Start.AddHours(-ahead) : null, ReminderPlan.Parse(hours).Next(An(), Start.AddHours(-hoursAhead)));

    [Theory]
    [InlineData(NoticeKind.Reminder, 24.0, 24.0, true)]
    [InlineData(NoticeKind.Reminder, 24.0, 1.0, true)]
    [InlineData(NoticeKind.Reminder, 23.0, 22.0, false)]
    [InlineData(NoticeKind.BySeries, 24.0, 23.0, false)]
    [InlineData(NoticeKind.BySeries, 25.0, 23.0, true)]
    [InlineData(NoticeKind.BySeries, 25.0, 24.5, false)]
    public void A_reminder_is_due_when_its_moment_has_come_since_it_was_planned_or_booked(NoticeKind kind, double noticeHoursAhead, double hoursAhead, bool expected) =>
        Assert.Equal(expected, ReminderPlan.Parse("24,2").IsDue(An(), new AppointmentNotice(kind, Start.AddHours(-noticeHoursAhead)), Start.AddHours(-hoursAhead)));

    private static Appointment An() => new(A.Id(), A.Id(), A.Id(), Start, 60, AppointmentMode.InPerson, null, null, AppointmentStatus.Booked, 1, A.Moment, A.Moment);
}

using System.Globalization;
using Clinic.Core.Agenda;

namespace Clinic.Notices;

/// <summary>When the reminders of an appointment are due: some whole hours before it begins.</summary>
internal sealed class ReminderPlan(IEnumerable<int> hours)
{
    private const int MostHours = 720;

    private readonly TimeSpan[] leads = [.. hours.Distinct().Select(count => TimeSpan.FromHours(count))];

    /// <param name="text">Whole hours separated by commas, such as <c>24,2</c>; null for no reminders.</param>
    /// <exception cref="InvalidOperationException">One of them is no number from 1 to 720.</exception>
    public static ReminderPlan Parse(string? text) => new((text?.Split(',') ?? []).Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostHours
            ? count
            : throw new InvalidOperationException($"REMINDER_HOURS must be whole hours from 1 to {MostHours}, separated by commas, such as 24,2; it is {text}.")));

    /// <summary>The first reminder after a moment; null when none is left.</summary>
    public DateTimeOffset? Next(Appointment appointment, DateTimeOffset after) => Moments(appointment).Where(moment => moment > after).Cast<DateTimeOffset?>().Min();

    /// <summary>Whether a reminder has become due and not been sent. Those whose moment was past when the appointment was booked or moved never do.</summary>
    public bool IsDue(Appointment appointment, AppointmentNotice notice, DateTimeOffset now) =>
        Moments(appointment).Any(moment => moment <= now && (notice.Kind is NoticeKind.Reminder ? moment >= notice.At : moment > notice.At));

    private IEnumerable<DateTimeOffset> Moments(Appointment appointment) => leads.Select(lead => appointment.Start - lead);
}

using Clinic.Core.Agenda;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Users;

namespace Clinic.Notices;

/// <summary>
/// The messages that tell somebody something: a mail, if the clinic has an address that is surely theirs, and an SMS to those who want
/// them; nothing to an account that is not active.
/// </summary>
/// <param name="apiUrl">The base address of the links.</param>
/// <param name="sendsSms">Whether the stack sends SMS.</param>
internal sealed class NoticeMessages(
    DynamoUsers users, AppointmentMails mails, CareMails careMails, AppointmentSms sms, MessageComposer composer, AnswerTokens tokens, string apiUrl, bool sendsSms)
{
    public async Task<IReadOnlyList<Message>> OfAsync(NoticeKind kind, Appointment appointment)
    {
        var link = kind is NoticeKind.Cancelled ? null : await LinkAsync(appointment);
        return await ToAsync(appointment.PatientId, kind is NoticeKind.Reminder, firstName => mails.Of(kind, firstName, appointment, link), sms.Of(kind, appointment, link));
    }

    /// <param name="dates">All dates of the series that are ahead.</param>
    public async Task<IReadOnlyList<Message>> OfSeriesAsync(IReadOnlyList<Appointment> dates)
    {
        var link = await LinkAsync(dates[0]);
        return await ToAsync(dates[0].PatientId, false, firstName => mails.OfSeries(firstName, dates, link), sms.OfSeries(dates, link));
    }

    public async Task<IReadOnlyList<Message>> OfChangesAsync(string patientId, IReadOnlyList<Appointment> moved, IReadOnlyList<Appointment> cancelled)
    {
        var link = moved.Count == 0 ? null : await LinkAsync(moved[0]);
        return await ToAsync(patientId, false, firstName => mails.OfChanges(firstName, moved, cancelled, link), sms.OfChanges(moved, cancelled, link));
    }

    /// <param name="count">How many entries of the waiting list the time suits.</param>
    public Task<IReadOnlyList<Message>> OfFreeTimeAsync(string thanatologistId, DateTimeOffset start, int count) =>
        ToAsync(thanatologistId, false, firstName => mails.OfFreeTime(firstName, start, count), null);

    /// <param name="count">How many tasks of theirs are due until the day.</param>
    /// <param name="isAdmin">To whom the whole clinic's would be shown.</param>
    public Task<IReadOnlyList<Message>> OfDueTasksAsync(string userId, bool isAdmin, int count, DateOnly day) =>
        ToAsync(userId, false, firstName => careMails.OfDueTasks(firstName, count, $"{apiUrl}/tasks?{(isAdmin ? $"assigneeId={userId}&" : "")}status=open&to={day:yyyy-MM-dd}"), null);

    /// <param name="text">As an SMS; null for what is mailed alone.</param>
    private async Task<IReadOnlyList<Message>> ToAsync(string userId, bool isReminder, Func<string, (string Subject, MessageContent Content)> mail, string? text)
    {
        if (await users.FindAsync(userId) is not { Status: UserStatus.Active } user)
            return [];
        var messages = new List<Message>();
        if (user is { HasUnprovenEmail: false, Data.Email: { } email } && !(isReminder && user.Reminders is { Mail: false }))
        {
            var (subject, content) = mail(user.Data.FirstName!);
            messages.Add(await composer.ComposeAsync(email, userId, subject, content));
        }
        if (text is not null && sendsSms && user is { Reminders.Sms: true, Data.Cellphone: { } cellphone } && MessageAddress.Of(cellphone) is { } number)
            messages.Add(await composer.ComposeAsync(number, userId, null, new MessageContent(text)));
        return messages;
    }

    private async Task<string> LinkAsync(Appointment appointment) =>
        $"{apiUrl}/appointments/answer?token={await tokens.WriteAsync(appointment.Id, appointment.Start)}";
}

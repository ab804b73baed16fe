using Clinic.Core.Agenda;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

namespace Clinic.Notices;

/// <summary>Tells patients what has become of their appointments, and reminds them. What has begun needs no telling, and what is over least of all.</summary>
/// <param name="confirms">Whether a booking, a move and a cancellation are told.</param>
internal sealed class NoticeTelling(DynamoNoticeStore store, NoticeMessages messages, ReminderPlan plan, bool confirms, Contention contention, TimeProvider time)
{
    /// <summary>Tells the notice of an appointment or a series, if it is due, and plans the next reminder.</summary>
    /// <exception cref="Core.Errors.BusyException">Others have changed the appointment all the time.</exception>
    public Task TellAsync(string id) => contention.RetryAsync(async () =>
    {
        switch (await store.FindDueAsync(id))
        {
            case ({ } appointment, _):
                await TellAsync(appointment, appointment.Notice!);
                break;
            case (_, { IsUnfinished: false } series):
                await store.TellAsync(series, confirms ? await MessagesOfAsync(series) : []);
                break;
        }
        return true;
    });

    private async Task TellAsync(Appointment appointment, AppointmentNotice notice)
    {
        var now = time.GetUtcNow();
        var next = appointment.IsAhead ? plan.Next(appointment, now) : null;
        await store.TellAsync(appointment, next, WhatToTell(appointment, notice, now) is { } kind ? await messages.OfAsync(kind, appointment) : []);
    }

    /// <summary>A mail about a booking or a move tells what a reminder would: there are not both at once.</summary>
    private NoticeKind? WhatToTell(Appointment appointment, AppointmentNotice notice, DateTimeOffset now) => notice.Kind switch
    {
        NoticeKind.Cancelled => confirms && appointment.End > now ? notice.Kind : null,
        _ when !IsStillAhead(appointment, now) => null,
        NoticeKind.Booked or NoticeKind.Moved when confirms => notice.Kind,
        _ => plan.IsDue(appointment, notice, now) ? NoticeKind.Reminder : null,
    };

    private async Task<IReadOnlyList<Message>> MessagesOfAsync(Series series)
    {
        var (now, appointments) = (time.GetUtcNow(), await store.FindAsync(series));
        var ahead = appointments.Where(one => IsStillAhead(one, now)).ToList();
        if (series.Notice!.Kind is NoticeKind.Booked)
        {
            return ahead switch
            {
                [] => [],
                [var only] => await messages.OfAsync(NoticeKind.Booked, only),
                _ => await messages.OfSeriesAsync(ahead),
            };
        }
        var moved = ahead.Where(one => one.UpdatedAt >= series.ChangedSince).ToList();
        var cancelled = appointments.Where(one => one is { CancelledBy: CancelledBy.Clinic } && one.End > now && one.UpdatedAt >= series.ChangedSince).ToList();
        return (moved, cancelled) switch
        {
            ([], []) => [],
            ([var one], []) => await messages.OfAsync(NoticeKind.Moved, one),
            ([], [var one]) => await messages.OfAsync(NoticeKind.Cancelled, one),
            _ => await messages.OfChangesAsync(series.PatientId, moved, cancelled),
        };
    }

    private static bool IsStillAhead(Appointment appointment, DateTimeOffset now) => appointment.IsAhead && appointment.Start > now;
}

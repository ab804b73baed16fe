using System.Globalization;
using Clinic.Core.Agenda;
using Clinic.Core.Storage;

namespace Clinic.Notices;

/// <summary>A time that an appointment held until it was cancelled or moved away.</summary>
/// <param name="Version">The version in which the appointment has left it.</param>
internal sealed record FreedTime(string AppointmentId, int Version, string ThanatologistId, DateTimeOffset Start, int Minutes)
{
    private static readonly string Cancelled = AppointmentStatus.Cancelled.Name();

    /// <summary>Null when the change leaves no time.</summary>
    public static FreedTime? Of(StreamChange change)
    {
        if (change is not { OldImage: { Start: { } start } old, NewImage: { Start: not null } now } || old.Status!.S == Cancelled)
            return null;
        return now.Status!.S == Cancelled || (now.Start, now.ThanatologistId) != (start, old.ThanatologistId)
            ? new FreedTime(change.Keys.Id.S, Number(now.Version!), old.ThanatologistId!.S, DateTimeOffset.Parse(start.S, CultureInfo.InvariantCulture), Number(old.Minutes!))
            : null;
    }

    private static int Number(NumberAttribute attribute) => int.Parse(attribute.N, CultureInfo.InvariantCulture);
}

/// <summary>Tells thanatologists of times that have become free, where they are worth a call: more than two hours ahead, and somebody waits for such a time.</summary>
internal sealed class FreeTimeTelling(
    DynamoNoticeStore store, WaitingListService waiting, DynamoAgendaStore agendas, NoticeMessages messages, Contention contention, TimeProvider time)
{
    private static readonly TimeSpan LeastAhead = TimeSpan.FromHours(2);

    public Task TellAsync(FreedTime freed) => contention.RetryAsync(async () =>
    {
        if (freed.Start - time.GetUtcNow() > LeastAhead
            && !(await agendas.FindAsync(freed.ThanatologistId)).Conflicts(freed.Start, freed.Minutes).Any()
            && await waiting.CountFittingAsync(freed.ThanatologistId, freed.Start, freed.Minutes) is > 0 and var count)
            await store.TellAsync(freed, await messages.OfFreeTimeAsync(freed.ThanatologistId, freed.Start, count));
        return true;
    });
}

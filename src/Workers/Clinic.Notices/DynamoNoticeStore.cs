using Amazon.DynamoDBv2;
using Clinic.Core.Agenda;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

namespace Clinic.Notices;

/// <summary>
/// The notices in the appointments table. A notice and the messages that tell it are one transaction, on condition that the notice is as
/// it was read: so it is told once, whoever else is at it, and never half.
/// </summary>
internal sealed class DynamoNoticeStore(IAmazonDynamoDB dynamo, string table, MessageWrites messages, TimeProvider time)
{
    /// <summary>An appointment or a series, whichever has the id and a notice that is due; both null when there is none.</summary>
    public async Task<(Appointment? Appointment, Series? Series)> FindDueAsync(string id)
    {
        var item = await dynamo.FindAsync(table, AppointmentItems.Key(id));
        if (!(item?.Notice()?.At <= time.GetUtcNow()))
            return (null, null);
        return SeriesItems.IsSeries(item) ? (null, SeriesItems.Read(item)) : (AppointmentItems.Read(item), null);
    }

    /// <summary>The appointments of a series as they are now, by their starts.</summary>
    public async Task<IReadOnlyList<Appointment>> FindAsync(Series series) =>
        [.. (await dynamo.FindAsync(table, series.Appointments.Select(one => AppointmentItems.Key(one.Id)), time)).Select(AppointmentItems.Read).OrderBy(one => one.Start)];

    /// <summary>The ids of what has a notice of a kind that was due at a moment, the oldest first. The index may lag for a moment.</summary>
    public async Task<IEnumerable<string>> ListDueAsync(NoticeKind kind, DateTimeOffset moment)
    {
        var key = new Expression("#notice = :notice AND #noticeAt <= :moment").With(":notice", kind.Name()).With(":moment", moment);
        return (await dynamo.ReadPartitionAsync(table, key, NoticeItems.Index)).Select(item => item.Text("id"));
    }

    /// <param name="next">When the appointment's next reminder is due; null when none is left.</param>
    /// <exception cref="ContentionException">The appointment or its notice has changed since it was read.</exception>
    public Task TellAsync(Appointment told, DateTimeOffset? next, IEnumerable<Message> tellings) => TellAsync(
        told.Id,
        next is null
            ? new Expression("REMOVE #notice, #noticeAt")
            : new Expression("SET #notice = :reminder, #noticeAt = :next").With(":reminder", NoticeKind.Reminder.Name()).With(":next", next.Value),
        AppointmentItems.IsAsRead(told),
        tellings);

    /// <exception cref="ContentionException">The notice has changed since it was read.</exception>
    public Task TellAsync(Series told, IEnumerable<Message> tellings) =>
        TellAsync(told.Id, new Expression("REMOVE #notice, #noticeAt, #changedSince"), NoticeItems.IsAsRead(told.Notice), tellings);

    /// <summary>Notes in the appointment that the time is told of, so that the same change of the stream tells it once.</summary>
    public Task TellAsync(FreedTime told, IEnumerable<Message> tellings)
    {
        var transaction = new Transaction(dynamo).Update(
            table,
            AppointmentItems.Key(told.AppointmentId),
            new Expression("SET #freedVersion = :version").With(":version", told.Version),
            new Expression("attribute_not_exists(#freedVersion) OR #freedVersion < :version"));
        AddTo(transaction, tellings);
        return transaction.TryCommitAsync();
    }

    private Task TellAsync(string id, Expression update, Expression isAsRead, IEnumerable<Message> tellings)
    {
        var transaction = new Transaction(dynamo).Update(table, AppointmentItems.Key(id), update, isAsRead, unless: () => new ContentionException());
        AddTo(transaction, tellings);
        return transaction.CommitAsync();
    }

    private void AddTo(Transaction transaction, IEnumerable<Message> tellings)
    {
        foreach (var message in tellings)
            messages.AddTo(transaction, message);
    }
}

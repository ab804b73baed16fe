using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Appointments that were booked together, as they were when they were booked.</summary>
/// <param name="Conflicts">The starts that could not be had.</param>
/// <param name="IsUnfinished">The times are taken, and perhaps not all appointments written.</param>
internal sealed record Series(string Id, IReadOnlyList<Appointment> Appointments, IReadOnlyList<TimeConflict> Conflicts, bool IsUnfinished)
{
    public string PatientId => Appointments[0].PatientId;

    /// <summary>What the patient is told of all of it next; null when that is nothing.</summary>
    public AppointmentNotice? Notice { get; init; }

    /// <summary>Since when the changes of its appointments have not been told.</summary>
    public DateTimeOffset? ChangedSince { get; init; }
}

/// <summary>
/// Series in the table of the appointments. One transaction takes all times of a series in both agendas and lists them; the appointments
/// follow in further ones. Whoever finds a series unfinished, after a crash, finishes it.
/// </summary>
public sealed class DynamoSeries(
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAgendaStore agendas, DynamoAppointments appointments, DynamoAuditStore audit, DynamoIdempotencyStore idempotency, TimeProvider time)
{
    /// <summary>In a transaction of ten writes: each is an item, and is counted on a day and in a month of its own.</summary>
    private const int AppointmentsPerTransaction = 3;

    /// <summary>So long after its beginning a series is unfinished because of a crash: no request takes half of it.</summary>
    internal static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    internal async Task<Series?> FindAsync(string id) =>
        await dynamo.FindAsync(table, AppointmentItems.Key(id)) is { } item && SeriesItems.IsSeries(item) ? SeriesItems.Read(item) : null;

    /// <summary>Takes the times of a series, all or none.</summary>
    /// <param name="parties">Their agendas have the appointments already.</param>
    /// <param name="more">Adds what else is done with it.</param>
    /// <exception cref="ContentionException">Something has changed of what decided that the times are free, or the same request has begun elsewhere.</exception>
    internal async Task BeginAsync(Caller caller, BookingParties parties, Series series, AuditEntry entry, IdempotencyClaim? claim, Action<Transaction>? more)
    {
        var transaction = users.BeginFor(caller, parties.Patient);
        agendas.AddChange(transaction, parties.OfThanatologist, entry.At);
        agendas.AddChange(transaction, parties.OfPatient, entry.At);
        transaction.Create(table, SeriesItems.Write(series), "id");
        more?.Invoke(transaction);
        audit.AddTo(transaction, entry);
        idempotency.AddBegun(transaction, claim, series.Id);
        await transaction.CommitAsync();
    }

    /// <summary>Writes the appointments that are not there yet, and then the response. A series that is finished stays as it is.</summary>
    /// <exception cref="ContentionException">Somebody else finishes it at the same time: another attempt finds less to do.</exception>
    internal async Task FinishAsync(Series series, StoredResponse? response)
    {
        var transaction = new Transaction(dynamo);
        if (series.IsUnfinished)
        {
            var written = (await appointments.FindAsync(series.Appointments.Select(appointment => appointment.Id))).Select(appointment => appointment.Id).ToHashSet();
            foreach (var chunk in series.Appointments.Where(appointment => !written.Contains(appointment.Id)).Chunk(AppointmentsPerTransaction))
                await appointments.AddAsync(chunk);
            transaction.Update(table, AppointmentItems.Key(series.Id), new Expression("REMOVE #pending"));
        }
        await idempotency.AddToAsync(transaction, response);
        if (transaction.Count > 0)
            await transaction.CommitAsync();
    }

    /// <summary>
    /// Has the patient told, in one notice, what changes of the appointments. Whoever changes several says so before, for the time after
    /// the longest request, and again when it is done: so a crash in between is told too.
    /// </summary>
    internal Task TellChangesAsync(string id, DateTimeOffset since, DateTimeOffset at) => dynamo.TryUpdateAsync(
        table,
        AppointmentItems.Key(id),
        new Expression("SET #notice = if_not_exists(#notice, :moved), #noticeAt = :at, #changedSince = if_not_exists(#changedSince, :since)")
            .With(":moved", NoticeKind.Moved.Name()).With(":at", at).With(":since", since),
        new Expression("attribute_exists(#id)"));

    /// <summary>The ids of what crashes have left: series without all of their appointments, and appointments that the rollups have not counted as done.</summary>
    public async Task<IReadOnlyList<string>> ListUnfinishedAsync()
    {
        var ids = new List<string>();
        foreach (var pending in new[] { SeriesItems.Unfinished, AppointmentItems.Uncounted })
        {
            var key = new Expression("#pending = :pending AND #updatedAt < :before").With(":pending", pending).With(":before", time.GetUtcNow() - LongestRequest);
            ids.AddRange((await dynamo.ReadPartitionAsync(table, key, "byPending")).Select(found => found.Text("id")));
        }
        return ids;
    }

    /// <summary>Finishes one of <see cref="ListUnfinishedAsync"/>.</summary>
    /// <returns>False when somebody else has done so: the index lags.</returns>
    /// <exception cref="ContentionException">Somebody else finishes it at the same time: another attempt finds less to do.</exception>
    public async Task<bool> FinishAsync(string id)
    {
        var item = await dynamo.FindAsync(table, AppointmentItems.Key(id));
        if (item?.ContainsKey("pending") is not true)
            return false;
        if (SeriesItems.IsSeries(item))
            await FinishAsync(SeriesItems.Read(item), null);
        else
            await appointments.CountAsync(AppointmentItems.Read(item), null);
        return true;
    }
}

/// <summary>Series as items of the appointments table. None of its lists has them, as they have no start.</summary>
internal static class SeriesItems
{
    public const string Unfinished = "series";

    public static bool IsSeries(IReadOnlyDictionary<string, AttributeValue> item) => item.ContainsKey("occurrences");

    public static Item Write(Series series)
    {
        var first = series.Appointments[0];
        return AppointmentItems.Key(series.Id)
            .Text("patientId", first.PatientId)
            .Text("thanatologistId", first.ThanatologistId)
            .Number("minutes", first.Minutes)
            .Text("mode", first.Mode.Name())
            .Text("note", first.Note)
            .List("occurrences", series.Appointments, appointment => AppointmentItems.Key(appointment.Id).Time("start", appointment.Start).Text("place", appointment.Place).Date("openedOn", appointment.OpenedOn))
            .List("conflicts", series.Conflicts, conflict => new Item().Time("start", conflict.Start).Text("code", conflict.Code!.Name))
            .Text("pending", series.IsUnfinished ? Unfinished : null)
            .Notice(new AppointmentNotice(NoticeKind.Booked, first.CreatedAt))
            .Time("createdAt", first.CreatedAt)
            .Time("updatedAt", first.UpdatedAt);
    }

    public static Series Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.ListOrNull("occurrences", occurrence => new Appointment(
            occurrence.Text("id"),
            item.Text("patientId"),
            item.Text("thanatologistId"),
            occurrence.Time("start"),
            item.Number("minutes"),
            AppointmentModes.Parse(item.Text("mode"))!.Value,
            occurrence.TextOrNull("place"),
            item.TextOrNull("note"),
            AppointmentStatus.Booked,
            1,
            item.Time("createdAt"),
            item.Time("updatedAt"))
        {
            SeriesId = item.Text("id"),
            OpenedOn = occurrence.DateOrNull("openedOn"),
            Notice = new AppointmentNotice(NoticeKind.BySeries, item.Time("createdAt")),
        })!,
        item.ListOrNull("conflicts", conflict => new TimeConflict(conflict.Time("start"), Code: ProblemCode.All.First(code => code.Name == conflict.Text("code")))) ?? [],
        item.ContainsKey("pending"))
    {
        Notice = item.Notice(),
        ChangedSince = item.TimeOrNull("changedSince"),
    };
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>
/// Appointments in DynamoDB. An appointment, the agendas that it takes a time of, the rollups, the audit entry and the stored response are
/// one transaction, of ten writes at most: an old DynamoDB Local takes no more.
/// </summary>
public sealed class DynamoAppointments(
    IAmazonDynamoDB dynamo,
    string table,
    DynamoUsers users,
    DynamoAgendaStore agendas,
    RollupWrites rollups,
    DynamoAuditStore audit,
    DynamoIdempotencyStore idempotency,
    ClinicCalendar calendar,
    TimeProvider time)
{
    public async Task<Appointment?> FindAsync(string id) =>
        await dynamo.FindAsync(table, AppointmentItems.Key(id)) is { } item && AppointmentItems.IsAppointment(item) ? AppointmentItems.Read(item) : null;

    /// <summary>Those that exist, by their starts.</summary>
    internal async Task<IReadOnlyList<Appointment>> FindAsync(IEnumerable<string> ids) =>
        [.. (await dynamo.FindAsync(table, ids.Select(AppointmentItems.Key), time)).Select(AppointmentItems.Read).OrderBy(appointment => appointment.Start)];

    /// <summary>What somebody has before them, and the agenda that says so.</summary>
    /// <exception cref="ContentionException">A series is being booked: not all of its appointments are written.</exception>
    internal async Task<(PersonAgenda Agenda, IReadOnlyList<FutureAppointment> Appointments)> FindFutureAsync(string ownerId)
    {
        var agenda = await agendas.FindAsync(ownerId);
        var ahead = agenda.Busy.Where(busy => busy.Start > time.GetUtcNow()).Select(busy => busy.AppointmentId).ToList();
        var found = await FindAsync(ahead);
        if (found.Count < ahead.Count)
            throw new ContentionException();
        return (agenda, [.. found.Where(appointment => !appointment.IsFinal).Select(appointment => new FutureAppointment(appointment.Id, appointment.Start, appointment.PatientId, appointment.ThanatologistId))]);
    }

    /// <summary>Writes a new appointment into the agendas of both.</summary>
    /// <param name="more">Adds what else is done with it.</param>
    /// <exception cref="ContentionException">Something has changed of what decided that the time is free.</exception>
    internal async Task AddAsync(Caller caller, BookingParties parties, Appointment appointment, AuditEntry entry, StoredResponse? response, Action<Transaction>? more)
    {
        var transaction = users.BeginFor(caller, parties.Patient);
        agendas.AddChange(transaction, parties.OfThanatologist.With(appointment), entry.At);
        agendas.AddChange(transaction, parties.OfPatient.With(appointment), entry.At);
        AddNew(transaction, [appointment]);
        more?.Invoke(transaction);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>Writes another version of an appointment, and the agendas that it changes.</summary>
    /// <param name="heir">The appointment that is the patient's first in its place. It keeps its version: nobody sees a difference.</param>
    /// <exception cref="ContentionException">The appointment or an agenda has changed since it was read.</exception>
    internal async Task ChangeAsync(Caller caller, Appointment before, Appointment after, IEnumerable<PersonAgenda> changed, Appointment? heir, AuditEntry entry)
    {
        var transaction = users.Begin(caller);
        foreach (var agenda in changed)
            agendas.AddChange(transaction, agenda, entry.At);
        var changes = new List<(Appointment Before, Appointment After)> { (before, after) };
        if (heir is not null)
            changes.Add((heir, heir with { OpenedOn = before.OpenedOn }));
        foreach (var change in changes)
            AddChange(transaction, change.Before, change.After);
        rollups.AddAppointments(transaction, changes.Select(change => (Counted(change.Before), Counted(change.After))));
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }

    /// <summary>Writes appointments of a series, whose times are taken already.</summary>
    /// <exception cref="ContentionException">One of them is there already.</exception>
    internal Task AddAsync(IReadOnlyCollection<Appointment> appointments)
    {
        var transaction = new Transaction(dynamo);
        AddNew(transaction, appointments);
        return transaction.CommitAsync();
    }

    /// <summary>Makes an appointment done by the session that the transaction writes. The rollups count it later: this transaction has no room for them.</summary>
    internal void AddSession(Transaction transaction, Appointment before, string sessionId, IdempotencyClaim? claim)
    {
        var after = before with
        {
            Status = AppointmentStatus.Done,
            CountedAs = before.Status is AppointmentStatus.Done ? null : before.Status,
            Session = new SessionLink(sessionId, claim?.Key, claim?.Fingerprint),
            Version = before.Version + 1,
            UpdatedAt = time.GetUtcNow(),
        };
        AddChange(transaction, before, after);
    }

    /// <summary>Counts the status that an appointment has got by its session, once, and stores the response that had no room either.</summary>
    /// <exception cref="ContentionException">Somebody else counts it right now.</exception>
    internal async Task CountAsync(Appointment appointment, StoredResponse? response)
    {
        var transaction = new Transaction(dynamo);
        if (appointment.CountedAs is { } counted)
        {
            rollups.AddAppointment(transaction, Counted(appointment), AppointmentFacts.Of(appointment, calendar));
            transaction.Update(
                table,
                AppointmentItems.Key(appointment.Id),
                new Expression("REMOVE #countedAs, #pending"),
                new Expression("#countedAs = :counted").With(":counted", counted.Name()),
                unless: () => new ContentionException());
        }
        await idempotency.AddToAsync(transaction, response);
        if (transaction.Count > 0)
            await transaction.CommitAsync();
    }

    /// <summary>A page of a list by start. An index finds them, which may lag behind a write for a moment.</summary>
    internal async Task<Slice<Appointment>> ListAsync(AppointmentQuery query, Page page)
    {
        var last = page.After?.Split('#') is [var start, var id] ? AppointmentItems.Key(id).Text("start", start) : null;
        var found = new List<Dictionary<string, AttributeValue>>();
        foreach (var partition in Partitions(query, last is null ? query.From : calendar.DateOf(last.Attributes.Time("start"))))
        {
            found.AddRange(await dynamo.ReadPastAsync(Request(query, partition, page, last?.Text(partition.Attribute, partition.Value)), page.Limit - found.Count));
            last = null;
            if (found.Count > page.Limit)
                break;
        }
        return Slice.Cut(found, page.Limit, item => $"{item.Text("start")}#{item.Text("id")}").Select(AppointmentItems.Read);
    }

    /// <summary>The index and the partitions that hold the rest of the list, in order: of the whole clinic a month is one.</summary>
    private static IEnumerable<AppointmentPartition> Partitions(AppointmentQuery query, DateOnly from)
    {
        if (query.PatientId is { } patientId)
            return [new("byPatient", "patientId", patientId)];
        if (query.ThanatologistId is { } thanatologistId)
            return [new("byThanatologist", "thanatologistId", thanatologistId)];
        var months = ((query.LastDay.Year - from.Year) * 12) + query.LastDay.Month - from.Month;
        return Enumerable.Range(0, months + 1).Select(month => new AppointmentPartition("byMonth", "month", RollupKey.Month(from.AddDays(1 - from.Day).AddMonths(month))));
    }

    private QueryRequest Request(AppointmentQuery query, AppointmentPartition partition, Page page, Item? last)
    {
        var key = new Expression($"#{partition.Attribute} = :partition AND #start BETWEEN :first AND :last")
            .With(":partition", partition.Value)
            .With(":first", calendar.StartOf(query.From))
            .With(":last", calendar.StartOf(query.LastDay.AddDays(1)).AddMilliseconds(-1));
        var filter = Filter(query);
        return new QueryRequest
        {
            TableName = table,
            IndexName = partition.Index,
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            ExclusiveStartKey = last?.Attributes,
            Limit = filter is null ? page.Limit + 1 : null,
        };
    }

    private static Expression? Filter(AppointmentQuery query) => query switch
    {
        { PatientId: not null, ThanatologistId: { } held, Status: { } status } =>
            new Expression("#thanatologistId = :held AND #status = :status").With(":held", held).With(":status", status.Name()),
        { PatientId: not null, ThanatologistId: { } held } => new Expression("#thanatologistId = :held").With(":held", held),
        { Status: { } status } => new Expression("#status = :status").With(":status", status.Name()),
        _ => null,
    };

    private void AddNew(Transaction transaction, IReadOnlyCollection<Appointment> appointments)
    {
        foreach (var appointment in appointments)
            transaction.Create(table, AppointmentItems.Write(appointment, calendar), "id", unless: () => new ContentionException());
        rollups.AddAppointments(transaction, appointments.Select(appointment => ((AppointmentFacts?)null, (AppointmentFacts?)AppointmentFacts.Of(appointment, calendar))));
    }

    private AppointmentFacts? Counted(Appointment appointment) => AppointmentFacts.Counted(appointment, calendar);

    private void AddChange(Transaction transaction, Appointment before, Appointment after) => transaction.Update(
        table,
        AppointmentItems.Key(before.Id),
        ItemDifference.Between(AppointmentItems.Write(before, calendar), AppointmentItems.Write(after, calendar)),
        AppointmentItems.IsAsRead(before),
        unless: () => new ContentionException());

    private sealed record AppointmentPartition(string Index, string Attribute, string Value);
}

/// <summary>Appointments as items of the appointments table, where series stand beside them.</summary>
internal static class AppointmentItems
{
    /// <summary>Marks what a crash has left unfinished, for the sweep: its index has no other items.</summary>
    public const string Uncounted = "uncounted";

    private static readonly string[] Derived = ["month", "movedWith", "movedFrom", "cancelledBy", "notice", "noticeAt", "openedOn", "version", "updatedAt"];

    public static Item Key(string id) => new Item().Text("id", id);

    /// <summary>The fields that differ between two versions, for the audit. What follows from them is left out.</summary>
    public static IReadOnlyList<string> Difference(Appointment before, Appointment after, ClinicCalendar calendar) =>
        [.. ItemDifference.Attributes(Write(before, calendar), Write(after, calendar)).Except(Derived).Order(StringComparer.Ordinal)];

    /// <summary>The condition that an appointment is still of the version that was read. Its notice, which is told without a new version, is the same too.</summary>
    public static Expression IsAsRead(Appointment appointment) =>
        NoticeItems.IsAsRead(appointment.Notice, " AND #version = :seenVersion").With(":seenVersion", appointment.Version);

    public static bool IsAppointment(IReadOnlyDictionary<string, AttributeValue> item) => item.ContainsKey("start");

    public static Item Write(Appointment appointment, ClinicCalendar calendar) => Key(appointment.Id)
        .Text("patientId", appointment.PatientId)
        .Text("thanatologistId", appointment.ThanatologistId)
        .Time("start", appointment.Start)
        .Text("month", RollupKey.Month(calendar.DateOf(appointment.Start)))
        .Number("minutes", appointment.Minutes)
        .Text("mode", appointment.Mode.Name())
        .Text("place", appointment.Place)
        .Text("note", appointment.Note)
        .Text("status", appointment.Status.Name())
        .Text("reason", appointment.Reason)
        .Text("cancelledBy", appointment.CancelledBy?.Name())
        .Text("seriesId", appointment.SeriesId)
        .Text("sessionId", appointment.Session?.SessionId)
        .Text("sessionKey", appointment.Session?.Key)
        .Text("sessionFingerprint", appointment.Session?.Fingerprint)
        .Text("countedAs", appointment.CountedAs?.Name())
        .Text("pending", appointment.CountedAs is null ? null : Uncounted)
        .Date("openedOn", appointment.OpenedOn)
        .Text("movedWith", appointment.Move?.With)
        .Time("movedFrom", appointment.Move?.From)
        .Notice(appointment.Notice)
        .Number("version", appointment.Version)
        .Time("createdAt", appointment.CreatedAt)
        .Time("updatedAt", appointment.UpdatedAt);

    public static Appointment Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("patientId"),
        item.Text("thanatologistId"),
        item.Time("start"),
        item.Number("minutes"),
        AppointmentModes.Parse(item.Text("mode"))!.Value,
        item.TextOrNull("place"),
        item.TextOrNull("note"),
        AppointmentStatuses.Parse(item.Text("status"))!.Value,
        item.Number("version"),
        item.Time("createdAt"),
        item.Time("updatedAt"))
    {
        Reason = item.TextOrNull("reason"),
        CancelledBy = CancelledByNames.Parse(item.TextOrNull("cancelledBy")),
        SeriesId = item.TextOrNull("seriesId"),
        Session = item.TextOrNull("sessionId") is { } sessionId ? new SessionLink(sessionId, item.TextOrNull("sessionKey"), item.TextOrNull("sessionFingerprint")) : null,
        CountedAs = AppointmentStatuses.Parse(item.TextOrNull("countedAs")),
        OpenedOn = item.DateOrNull("openedOn"),
        Move = item.TextOrNull("movedWith") is { } with ? new SeriesMove(with, item.Time("movedFrom")) : null,
        Notice = item.Notice(),
    };
}

/// <summary>Notices as attributes of an appointment or a series. The index of the same name has what is yet to be told, by when it is due.</summary>
internal static class NoticeItems
{
    public const string Index = "byNotice";

    public static Item Notice(this Item item, AppointmentNotice? notice) => item.Text("notice", notice?.Kind.Name()).Time("noticeAt", notice?.At);

    public static AppointmentNotice? Notice(this IReadOnlyDictionary<string, AttributeValue> item) =>
        item.TimeOrNull("noticeAt") is { } at ? new AppointmentNotice(NoticeKinds.Parse(item.Text("notice")), at) : null;

    /// <summary>The condition that nobody has told, or planned anew, what was read.</summary>
    public static Expression IsAsRead(AppointmentNotice? notice, string more = "") => notice is null
        ? new Expression("attribute_not_exists(#noticeAt)" + more)
        : new Expression("#notice = :seenNotice AND #noticeAt = :seenNoticeAt" + more).With(":seenNotice", notice.Kind.Name()).With(":seenNoticeAt", notice.At);
}

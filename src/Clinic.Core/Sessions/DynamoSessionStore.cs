using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>Sessions in DynamoDB. A session, its number, the record's count, the rollups, the audit entry and the stored response are one transaction; an appointment takes the response's place in it.</summary>
public sealed class DynamoSessionStore(
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAppointments appointments, DynamoDrafts drafts, RollupWrites rollups, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    public const int MostAddenda = 20;

    public async Task<Session?> FindAsync(string userId, int number) =>
        await dynamo.FindAsync(table, SessionItems.Key(userId, number)) is { } item ? SessionItems.Read(item) : null;

    /// <summary>Writes the patient's next session together with the changes that it makes to the patient, and to the appointment if it was held at one.</summary>
    /// <param name="claim">
    /// Kept with the appointment: the transaction of a session with an appointment has no room for the response, which is stored after it
    /// (<see cref="DynamoAppointments.CountAsync"/>).
    /// </param>
    /// <param name="draft">The caller's, which is taken away.</param>
    /// <exception cref="ContentionException">The record, the appointment or the draft has changed since it was read, or another session took the number.</exception>
    internal async Task AddAsync(
        Caller caller, Session session, User before, User after, Appointment? appointment, DraftEntry? draft, IdempotencyClaim? claim, AuditEntry entry, StoredResponse? response)
    {
        var record = before.Record!;
        var unchanged = new Expression("#isOpen = :stillOpen AND #sessionCount = :seenCount AND #thanatologistId = :owner AND #version = :seenVersion")
            .With(":stillOpen", true)
            .With(":seenCount", record.SessionCount)
            .With(":owner", record.ThanatologistId)
            .With(":seenVersion", before.Version);
        var transaction = draft is null ? users.Begin(caller) : new Transaction(dynamo);
        if (draft is not null)
            drafts.AddTaking(transaction, caller, draft);
        transaction
            .Update(users.Table, UserItems.Key(before.Id), ItemDifference.Between(UserItems.Write(before), UserItems.Write(after)), unchanged, unless: () => new ContentionException())
            .Create(table, SessionItems.Write(session), "userId", unless: () => new ContentionException());
        rollups.AddSession(transaction, session, record, after.Record!);
        if (appointment is not null)
            appointments.AddSession(transaction, appointment, session.Id, claim);
        await CommitAsync(transaction, entry, appointment is null ? response : null);
        if (draft is not null)
            await drafts.ForgetAsync(caller.UserId!, draft);
    }

    /// <exception cref="ConflictException">The session has as many addenda as it may have.</exception>
    internal async Task AddAsync(Caller caller, Session session, Addendum addendum, AuditEntry entry, StoredResponse? response)
    {
        var update = new Expression("SET #addenda = list_append(if_not_exists(#addenda, :none), :new)")
            .With(":none", new AttributeValue { L = [], IsLSet = true })
            .With(":new", new AttributeValue { L = [SessionItems.Write(addendum).AsMap()] });
        var room = new Expression("attribute_exists(#userId) AND (attribute_not_exists(#addenda) OR size(#addenda) < :most)").With(":most", MostAddenda);
        var transaction = users.Begin(caller).Update(
            table, SessionItems.Key(session.UserId, session.Number), update, room, unless: () => new ConflictException(ProblemCode.SessionFull));
        await CommitAsync(transaction, entry, response);
    }

    private async Task CommitAsync(Transaction transaction, AuditEntry entry, StoredResponse? response)
    {
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }
}

/// <summary>Lists sessions newest first, by date and then number. A patient's list sees every session that was written before; a thanatologist's may lag for a moment.</summary>
public sealed class DynamoSessionList(IAmazonDynamoDB dynamo, string table)
{
    public Task<Slice<SessionSummary>> ListAsync(SessionQuery query, Page page) =>
        query.UserId is null ? ListAsync(query, page, "byThanatologist") : ListOfPatientAsync(query, page);

    /// <summary>The same for a query that names the patient; the users function has the right to this alone.</summary>
    public Task<Slice<SessionSummary>> ListOfPatientAsync(SessionQuery query, Page page) => ListAsync(query, page, "byDate");

    private async Task<Slice<SessionSummary>> ListAsync(SessionQuery query, Page page, string index)
    {
        var (attribute, partition) = query.UserId is { } userId ? ("userId", userId) : ("thanatologistId", query.ThanatologistId!);
        var key = new Expression($"#{attribute} = :partition AND #dateKey BETWEEN :first AND :last")
            .With(":partition", partition)
            .With(":first", Text(query.From ?? DateOnly.MinValue))
            .With(":last", Text(query.To ?? DateOnly.MaxValue) + "~");
        var filter = query is { UserId: not null, ThanatologistId: { } held }
            ? new Expression("#thanatologistId = :thanatologist").With(":thanatologist", held)
            : null;
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            ConsistentRead = query.UserId is not null,
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            ExclusiveStartKey = page.After is { } after ? Position(after, query) : null,
            ScanIndexForward = false,
            Limit = filter is null ? page.Limit + 1 : null,
        };
        var found = await dynamo.ReadPastAsync(request, page.Limit);
        return Slice.Cut(found, page.Limit, item => item.Text("dateKey")).Select(SessionItems.ReadSummary);
    }

    /// <summary>The key of the last item of a page, from its position in the list.</summary>
    private static Dictionary<string, AttributeValue> Position(string dateKey, SessionQuery query)
    {
        var parts = dateKey.Split('#');
        var key = SessionItems.Key(parts[2], int.Parse(parts[1], CultureInfo.InvariantCulture)).Text("dateKey", dateKey);
        return (query.UserId is null ? key.Text("thanatologistId", query.ThanatologistId) : key).Attributes;
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Sessions as items of the sessions table.</summary>
internal static class SessionItems
{
    public static Item Key(string userId, int number) => new Item().Text("userId", userId).Number("number", number);

    public static Item Write(Session session) => Key(session.UserId, session.Number)
        .Text("dateKey", DateKey(session.Date, session.Number, session.UserId))
        .Text("thanatologistId", session.ThanatologistId)
        .Text("thanatologistName", session.ThanatologistName)
        .Date("date", session.Date)
        .Text("serviceType", session.ServiceType)
        .Text("interventionType", session.InterventionType)
        .Text("tool", session.Tool)
        .Text("motive", session.Motive)
        .Text("evaluation", session.Evaluation is { Length: > 0 } evaluation ? evaluation : null) // the old clinic's may be empty
        .Amount("recoveryFee", session.RecoveryFee)
        .Flag("substitute", session.Substitute ? true : null)
        .Text("reason", session.Reason)
        .Text("gender", session.Gender)
        .Text("legacyId", session.LegacyId)
        .Number("legacyNumber", session.LegacyNumber)
        .Text("importedBy", session.ImportedBy)
        .Text("appointmentId", session.AppointmentId)
        .List("addenda", session.Addenda, Write)
        .Time("createdAt", session.CreatedAt);

    public static Session Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("userId"),
        item.Number("number"),
        item.Text("thanatologistId"),
        item.TextOrNull("thanatologistName"),
        item.DateOrNull("date")!.Value,
        item.Text("serviceType"),
        item.Text("interventionType"),
        item.Text("tool"),
        item.Text("motive"),
        item.TextOrNull("evaluation") ?? "",
        item.Amount("recoveryFee"),
        item.Flag("substitute"),
        item.TextOrNull("reason"),
        item.ListOrNull("addenda", ReadAddendum) ?? [],
        item.Time("createdAt"),
        item.TextOrNull("gender"),
        item.TextOrNull("legacyId"),
        (int?)item.LongOrNull("legacyNumber"),
        item.TextOrNull("importedBy"),
        item.TextOrNull("appointmentId"));

    public static SessionSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        SessionId.Of(item.Text("userId"), item.Number("number")),
        item.Text("userId"),
        item.Number("number"),
        item.DateOrNull("date")!.Value,
        item.Text("interventionType"),
        item.Text("thanatologistId"),
        item.TextOrNull("thanatologistName"));

    public static Item Write(Addendum addendum) => new Item()
        .Text("text", addendum.Text)
        .Text("byId", addendum.ById)
        .Text("byName", addendum.ByName)
        .Time("at", addendum.At);

    /// <summary>Sorts by date, then number; the patient's id makes it unique among a thanatologist's sessions.</summary>
    private static string DateKey(DateOnly date, int number, string userId) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}#{number:D9}#{userId}");

    private static Addendum ReadAddendum(IReadOnlyDictionary<string, AttributeValue> map) =>
        new(map.Text("text"), map.Text("byId"), map.TextOrNull("byName"), map.Time("at"));
}

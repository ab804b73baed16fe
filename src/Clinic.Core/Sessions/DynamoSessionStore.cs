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
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAppointments appointments, RollupWrites rollups, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    public const int MostAddenda = 20;

    public async Task<Session?> FindAsync(string userId, int number) =>
        await dynamo.FindAsync(table, SessionItems.Key(userId, number)) is { } item ? SessionItems.Read(item) : null;

    /// <summary>Writes the patient's next session together with the changes that it makes to the patient, and to the appointment if it was held at one.</summary>
    /// <param name="claim">
    /// Kept with the appointment: the transaction of a session with an appointment has no room for the response, which is stored after it
    /// (<see cref="DynamoAppointments.CountAsync"/>).
    /// </param>
    /// <param name="transaction">On behalf of the caller; it may take their draft away.</param>
    /// <exception cref="ContentionException">The record, its chain, the appointment or the draft has changed since it was read, or another session took the number.</exception>
    internal async Task AddAsync(Transaction transaction, SessionWrite write, Appointment? appointment, IdempotencyClaim? claim, AuditEntry entry, StoredResponse? response)
    {
        AddTo(transaction, write);
        if (appointment is not null)
            appointments.AddSession(transaction, appointment, write.Session.Id, claim);
        await CommitAsync(transaction, entry, appointment is null ? response : null);
    }

    /// <summary>Adds a session, its patient's new state and the rollups. The commit is contention when something of the record has changed since it was read.</summary>
    internal void AddTo(Transaction transaction, SessionWrite write)
    {
        var (session, before, after) = write;
        var record = before.Record!;
        var unchanged = DuePatients.IsAsRead(before, "#isOpen = :seenOpen AND #sessionCount = :seenCount AND #thanatologistId = :owner AND #version = :seenVersion")
            .With(":seenOpen", record.IsOpen)
            .With(":seenCount", record.SessionCount)
            .With(":owner", record.ThanatologistId)
            .With(":seenVersion", before.Version);
        transaction
            .Update(users.Table, UserItems.Key(before.Id), ItemDifference.Between(UserItems.Write(before), UserItems.Write(after)), unchanged, unless: () => new ContentionException())
            .Create(table, SessionItems.Write(session), "userId", unless: () => new ContentionException());
        rollups.AddSession(transaction, session, record, after.Record!);
    }

    /// <param name="patient">As the chain was read that the addendum is signed for.</param>
    /// <exception cref="ConflictException">The session has as many addenda as it may have.</exception>
    /// <exception cref="ContentionException">The patient's chain has changed since it was read.</exception>
    internal async Task AddAsync(Caller caller, Session session, Addendum addendum, User patient, ChainHead head, AuditEntry entry, StoredResponse? response)
    {
        var update = new Expression("SET #addenda = list_append(if_not_exists(#addenda, :none), :new)")
            .With(":none", new AttributeValue { L = [], IsLSet = true })
            .With(":new", new AttributeValue { L = [SessionItems.Write(addendum).AsMap()] });
        var room = new Expression("attribute_exists(#userId) AND (attribute_not_exists(#addenda) OR size(#addenda) < :most)").With(":most", MostAddenda);
        var after = patient with { Record = patient.Record! with { Head = head } };
        var transaction = users.Begin(caller)
            .Update(table, SessionItems.Key(session.UserId, session.Number), update, room, unless: () => new ConflictException(ProblemCode.SessionFull))
            .Update(
                users.Table,
                UserItems.Key(patient.Id),
                ItemDifference.Between(UserItems.Write(patient), UserItems.Write(after)),
                DuePatients.IsAsRead(patient, "attribute_exists(#id)"),
                unless: () => new ContentionException());
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
    private const int SessionsOfQuery = 250;

    public Task<Slice<SessionSummary>> ListAsync(SessionQuery query, Page page) =>
        query.UserId is null ? ListAsync(query, page, "byThanatologist") : ListOfPatientAsync(query, page);

    /// <summary>The same for a query that names the patient; the users function has the right to this alone.</summary>
    public Task<Slice<SessionSummary>> ListOfPatientAsync(SessionQuery query, Page page) => ListAsync(query, page, "byDate");

    /// <summary>Takes all of a patient's sessions as they are stored, one at a time and in no order.</summary>
    /// <param name="count">About how many there are: so many queries go side by side.</param>
    internal async Task ReadAllAsync(string userId, int count, Action<IReadOnlyDictionary<string, AttributeValue>> take)
    {
        var queries = Math.Max(1, (count + SessionsOfQuery - 1) / SessionsOfQuery);
        var gate = new Lock();
        await Parallel.ForAsync(0, queries, ManyItems.SideBySide, async (i, _) =>
        {
            var key = new Expression("#userId = :userId AND #number BETWEEN :first AND :last")
                .With(":userId", userId)
                .With(":first", (i * SessionsOfQuery) + 1)
                .With(":last", i == queries - 1 ? int.MaxValue : (i + 1) * SessionsOfQuery);
            var request = new QueryRequest
            {
                TableName = table,
                ConsistentRead = true,
                KeyConditionExpression = key.Text,
                ExpressionAttributeNames = key.Names,
                ExpressionAttributeValues = key.Values,
            };
            await foreach (var item in dynamo.ReadItemsAsync(request))
            {
                lock (gate)
                    take(item);
            }
        });
    }

    /// <summary>Whether somebody has held a patient's session in a colleague's place on this day or later. The index does not say so; the sessions do.</summary>
    internal async Task<bool> HasSubstitutedAsync(string userId, string thanatologistId, DateOnly from, TimeProvider time)
    {
        var held = await ListOfPatientAsync(new SessionQuery(userId, thanatologistId, from, null), new Page(Page.LargestLimit, null));
        var sessions = await dynamo.FindAsync(table, held.Items.Select(session => SessionItems.Key(userId, session.Number)), time, new Expression("#substitute"));
        return sessions.Any(session => session.Flag("substitute"));
    }

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

/// <summary>What the reports read of the sessions themselves.</summary>
public sealed class DynamoLastSessions(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    /// <summary>The motives of patients' sessions of these numbers, by patient.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> FindMotivesAsync(IEnumerable<(string UserId, int Number)> sessions)
    {
        var items = await dynamo.FindAsync(table, sessions.Select(session => SessionItems.Key(session.UserId, session.Number)), time, new Expression("#userId, #motive"));
        return items.ToDictionary(item => item.Text("userId"), item => item.Text("motive"));
    }
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
        .Text("startTime", session.StartTime)
        .Number("minutes", session.Minutes)
        .Text("mode", session.Mode?.Name())
        .Text("problem", session.Problem)
        .Text("prognosis", session.Prognosis)
        .Text("plan", session.Plan)
        .Text("groupId", session.GroupId)
        .Text("remark", session.Remark)
        .Flag("countsGroup", session.CountsGroup ? true : null)
        .Map("signature", session.Signature is { } signature ? Write(signature) : null)
        .Text("restHash", session.Signature is null ? null : SessionChain.HashOfRest(session))
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
        item.TextOrNull("appointmentId"))
    {
        StartTime = item.TextOrNull("startTime"),
        Minutes = (int?)item.LongOrNull("minutes"),
        Mode = AppointmentModes.Parse(item.TextOrNull("mode")),
        Problem = item.TextOrNull("problem"),
        Prognosis = item.TextOrNull("prognosis"),
        Plan = item.TextOrNull("plan"),
        GroupId = item.TextOrNull("groupId"),
        Remark = item.TextOrNull("remark"),
        CountsGroup = item.Flag("countsGroup"),
        Signature = item.MapOrNull("signature") is { } signature ? ReadSignature(signature) : null,
    };

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
        .Time("at", addendum.At)
        .Map("signature", addendum.Signature is { } signature ? Write(signature) : null);

    private static Item Write(Signature signature) => new Item()
        .Text("hash", signature.Hash)
        .Text("previousHash", signature.PreviousHash)
        .Text("signedById", signature.SignedById)
        .Text("signedByName", signature.SignedByName)
        .Text("professionalLicence", signature.ProfessionalLicence)
        .Time("signedAt", signature.SignedAt)
        .Flag("adopted", signature.Adopted);

    private static Signature ReadSignature(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.Text("hash"),
        map.TextOrNull("previousHash"),
        map.Text("signedById"),
        map.TextOrNull("signedByName"),
        map.TextOrNull("professionalLicence"),
        map.Time("signedAt"),
        map.FlagOrNull("adopted"));

    /// <summary>Sorts by date, then number; the patient's id makes it unique among a thanatologist's sessions.</summary>
    private static string DateKey(DateOnly date, int number, string userId) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}#{number:D9}#{userId}");

    private static Addendum ReadAddendum(IReadOnlyDictionary<string, AttributeValue> map) =>
        new(map.Text("text"), map.Text("byId"), map.TextOrNull("byName"), map.Time("at"), map.MapOrNull("signature") is { } signature ? ReadSignature(signature) : null);
}

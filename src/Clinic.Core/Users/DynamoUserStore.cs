using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Text;

namespace Clinic.Core.Users;

/// <summary>Users in DynamoDB. A user, the claim on their email, their credential, the rollups, the audit entry and the stored response are written together or not at all.</summary>
public sealed class DynamoUserStore(
    IAmazonDynamoDB dynamo,
    DynamoUsers users,
    CredentialWrites credentials,
    DynamoAgendaStore agendas,
    RollupWrites rollups,
    DynamoAuditStore audit,
    DynamoIdempotencyStore idempotency)
{
    public Task<User?> FindAsync(string id) => users.FindAsync(id);

    /// <exception cref="ConflictException">The email is taken.</exception>
    /// <exception cref="InvalidInputException">The record names no active thanatologist.</exception>
    internal async Task AddAsync(Caller caller, User user, NewCredential? credential, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.Begin(caller).Create(users.Table, UserItems.Write(user), "id");
        if (credential is not null)
            credentials.AddNew(transaction, user, credential);
        if (user.Record is { } record)
            CheckThanatologist(transaction, caller, record.ThanatologistId, "record.thanatologistId");
        rollups.AddRecord(transaction, null, user.Record);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>Writes what differs between two versions of a user; never the session count, which only sessions change.</summary>
    /// <param name="agenda">The user's agenda, when the change leaves appointments of it behind: who books at the same time reads everything again.</param>
    /// <exception cref="ContentionException">Somebody else has changed the user, or the agenda, since it was read.</exception>
    /// <exception cref="ConflictException">The email is taken.</exception>
    /// <exception cref="InvalidInputException">The record names no active thanatologist.</exception>
    internal async Task ChangeAsync(Caller caller, User before, User after, NewCredential? credential, PersonAgenda? agenda, AuditEntry entry)
    {
        var changesSelf = caller.ActorId == before.Id;
        if (changesSelf && before.Status is not UserStatus.Active) // as the version that is a condition below has it
            throw new ForbiddenException(ProblemCode.InactiveAccount);
        var transaction = changesSelf ? new Transaction(dynamo) : users.Begin(caller);
        if (before is { Role: Role.Admin, Status: UserStatus.Active } && after.Status is not UserStatus.Active && caller.ActorId is null)
            await CheckAnotherAdminAsync(transaction, before);
        transaction.Update(
            users.Table,
            UserItems.Key(before.Id),
            UserItems.Difference(before, UserItems.Write(after)),
            new Expression("#version = :seenVersion").With(":seenVersion", before.Version),
            unless: () => new ContentionException());
        credentials.AddChange(transaction, before, after, credential);
        if (after.Record is { } record && (record.ThanatologistId != before.Record?.ThanatologistId || (record.IsOpen && !before.Record.IsOpen)))
            CheckThanatologist(transaction, caller, record.ThanatologistId, "thanatologistId");
        if (agenda is not null)
            agendas.AddChange(transaction, agenda, entry.At);
        rollups.AddRecord(transaction, before.Record, after.Record);
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }

    /// <summary>The users of some groups, merged A to Z. Each group is read until the page is full, however many the filter leaves out.</summary>
    /// <param name="viewer">The thanatologist who is shown the list, or null. They see the status of themselves and of their patients only, so the filter by status finds no others.</param>
    /// <param name="withAlerts">Whether the patients' open alerts are read beside the groups.</param>
    internal async Task<Slice<UserSummary>> ListAsync(IReadOnlyList<UserGroup> groups, UserStatus? status, string? viewer, string? prefix, Page page, bool withAlerts = false)
    {
        var alerts = withAlerts ? ReadAlertsAsync() : null;
        var heads = await Task.WhenAll(groups.Select(group => ReadAsync(group, Filter(status, viewer, prefix), prefix, page)));
        var merged = heads.SelectMany(head => head).OrderBy(entry => entry.SortName, StringComparer.Ordinal).Take(page.Limit + 1).ToList();
        var open = alerts is null ? null : await alerts;
        return Slice.Cut(merged, page.Limit, entry => entry.SortName).Select(entry =>
            open?.GetValueOrDefault(entry.User.Id) is { } alerts ? entry.User with { Alert = alerts.Gravest, AlertWaitsSince = alerts.WaitsSince } : entry.User);
    }

    /// <summary>The open alerts of every patient who has any, by the patients' ids. The index has few others, and may lag for a moment.</summary>
    private async Task<IReadOnlyDictionary<string, ListedAlerts>> ReadAlertsAsync() =>
        AlertItems.ReadListed(await dynamo.ReadPartitionAsync(users.Table, DuePatients.Until(), DuePatients.Index));

    private async Task<List<(string SortName, UserSummary User)>> ReadAsync(UserGroup group, Expression? filter, string? prefix, Page page)
    {
        var term = prefix is null ? "" : UserIndex.SearchTerm(prefix);
        var found = await dynamo.ReadListAsync(
            users.Table,
            group.Index,
            (group.KeyAttribute, group.Partition),
            "sortName",
            page,
            filter,
            ascends: true,
            isWanted: item => prefix is null || UserItems.SearchNames(item).Contains(term, StringComparison.Ordinal));
        return [.. found.Select(item => (item.Text("sortName"), UserItems.ReadSummary(item)))];
    }

    private static Expression? Filter(UserStatus? status, string? viewer, string? prefix)
    {
        var parts = prefix is null ? [] : UserIndex.SearchParts(prefix);
        List<string> conditions = [.. parts.Select((_, i) => $"contains(#searchNames, :part{i})")];
        if (status is not null)
            conditions.Add("#status = :status");
        if (viewer is not null)
            conditions.Add("(#id = :viewer OR #thanatologistId = :viewer)");
        if (conditions.Count == 0)
            return null;
        var filter = new Expression(string.Join(" AND ", conditions));
        for (var i = 0; i < parts.Count; i++)
            filter.With($":part{i}", parts[i]);
        if (status is not null)
            filter.With(":status", status.Value.Name());
        return viewer is null ? filter : filter.With(":viewer", viewer);
    }

    /// <summary>The account that acts is checked in the transaction already, with its role.</summary>
    private void CheckThanatologist(Transaction transaction, Caller caller, string id, string field)
    {
        if (caller.ActorId != id)
            transaction.Check(users.Table, UserItems.Key(id), UserAccess.IsActive(Role.Thanatologist), unless: () => NoThanatologist(field));
        else if (!caller.IsThanatologist)
            throw NoThanatologist(field);
    }

    /// <summary>
    /// Whoever deactivates an admin is an admin who remains, or acts for one. A client-credentials token has no account, so the condition
    /// is that any other admin remains.
    /// </summary>
    /// <exception cref="ConflictException">There is no other active admin.</exception>
    private async Task CheckAnotherAdminAsync(Transaction transaction, User before)
    {
        var admins = await ListAsync([UserGroup.Staff(Role.Admin)], UserStatus.Active, null, null, new Page(2, null));
        var other = admins.Items.FirstOrDefault(admin => admin.Id != before.Id) ?? throw new ConflictException(ProblemCode.LastAdmin);
        transaction.Check(users.Table, UserItems.Key(other.Id), UserAccess.IsActive(Role.Admin), unless: () => new ContentionException());
    }

    internal static InvalidInputException NoThanatologist(string field) => new(field, FieldCode.NotFound, Phrases.MustBe(Phrases.ThanatologistId));
}

/// <summary>Users as items of the users table.</summary>
internal static class UserItems
{
    public static Item Key(string id) => new Item().Text("id", id);

    public static Item Write(User user)
    {
        var data = user.Data;
        var item = Key(user.Id)
            .Text("role", user.Role.Name())
            .Text("status", user.Status.Name())
            .Text("title", data.Title)
            .Text("firstName", data.FirstName)
            .Text("firstLastName", data.FirstLastName is "" ? null : data.FirstLastName) // unknown for self-registered accounts
            .Text("secondLastName", data.SecondLastName)
            .Text("email", data.Email)
            .Flag("hasUnprovenEmail", user.HasUnprovenEmail ? true : null)
            .Text("phone", data.Phone)
            .Text("cellphone", data.Cellphone)
            .Map("address", data.Address is { } address ? Write(address) : null)
            .Text("specialty", data.Specialty)
            .Text("professionalLicence", data.ProfessionalLicence)
            .Text("gender", data.Gender)
            .Text("maritalStatus", data.MaritalStatus)
            .Date("birthDate", data.BirthDate)
            .Text("birthPlace", data.BirthPlace)
            .Text("occupation", data.Occupation)
            .Text("religion", data.Religion)
            .List("children", data.Children, Write)
            .Text("childrenNote", data.ChildrenNote)
            .Map("reminders", data.Reminders is { } reminders ? Write(reminders) : null)
            .Map("emergencyContact", data.EmergencyContact is { } contact ? new Item().Text("name", contact.Name).Text("relation", contact.Relation).Text("phone", contact.Phone) : null)
            .Number("version", user.Version)
            .Time("createdAt", user.CreatedAt)
            .Time("updatedAt", user.UpdatedAt)
            .Time("lastLoginAt", user.LastLoginAt)
            .Text("listing", UserIndex.Listing(user.Role, user.Record?.IsOpen))
            .Text("sortName", user.SortName)
            .Text("searchNames", UserIndex.SearchNames(data.FirstName, data.FirstLastName, data.SecondLastName));
        AlertItems.WriteOpen(item, user.Alerts).Time("dueAt", DuePatients.DueAt(user));
        return user.Record is { } record ? WriteRecord(item, record) : item;
    }

    public static User Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        RoleNames.Parse(item.Text("role"))!.Value,
        UserStatusNames.Parse(item.Text("status"))!.Value,
        ReadData(item),
        item.Number("version"),
        item.Time("createdAt"),
        item.Time("updatedAt"),
        item.TimeOrNull("lastLoginAt"),
        ReadRecord(item))
    {
        HasUnprovenEmail = item.Flag("hasUnprovenEmail"),
        Alerts = AlertItems.ReadOpen(item),
    };

    public static readonly Expression OfSummary = new("#id, #role, #status, #title, #firstName, #firstLastName, #secondLastName, #email, #birthDate, #isOpen, #thanatologistId");

    public static readonly Expression OfRecord = new("#id, #isOpen, #thanatologistId, #sessionCount, #openedAt, #closedAt, #firstThanatologistId");

    public static PatientRecord? ReadRecord(IReadOnlyDictionary<string, AttributeValue> item) => item.FlagOrNull("isOpen") is { } isOpen
        ? new PatientRecord(
            isOpen, item.Text("thanatologistId"), item.TextOrNull("ekr"), item.Number("sessionCount"), item.Time("openedAt"), item.TimeOrNull("closedAt"),
            item.TextOrNull("firstThanatologistId"))
        {
            Head = item.TextOrNull("chainHead") is { } hash ? new ChainHead(hash, item.DateOrNull("headDue")) : null,
        }
        : null;

    /// <summary>Reads what the indexes of the lists hold.</summary>
    public static UserSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        RoleNames.Parse(item.Text("role"))!.Value,
        UserStatusNames.Parse(item.Text("status")),
        item.TextOrNull("title"),
        item.Text("firstName"),
        item.TextOrNull("firstLastName") ?? "",
        item.TextOrNull("secondLastName"),
        item.TextOrNull("email"),
        item.DateOrNull("birthDate"),
        item.FlagOrNull("isOpen") is { } isOpen ? new RecordSummary(isOpen, item.Text("thanatologistId")) : null);

    /// <summary>What turns a user's item into another one. The folded names are always written, as they may have been folded in another way before.</summary>
    public static Expression Difference(User before, Item after)
    {
        var stored = Write(before);
        stored.Attributes.Remove("sortName");
        stored.Attributes.Remove("searchNames");
        return ItemDifference.Between(stored, after);
    }

    /// <summary>The names that a search looks at, folded as they are today.</summary>
    public static string SearchNames(IReadOnlyDictionary<string, AttributeValue> item) =>
        UserIndex.SearchNames(item.TextOrNull("firstName"), item.TextOrNull("firstLastName"), item.TextOrNull("secondLastName"));

    public static string FullName(IReadOnlyDictionary<string, AttributeValue> item) =>
        User.NameOf(item.TextOrNull("firstName"), item.TextOrNull("firstLastName"), item.TextOrNull("secondLastName"));

    private static Item WriteRecord(Item item, PatientRecord record) => item
        .Flag("isOpen", record.IsOpen)
        .Text("thanatologistId", record.ThanatologistId)
        .Text("ekr", record.Ekr)
        .Number("sessionCount", record.SessionCount)
        .Time("openedAt", record.OpenedAt)
        .Time("closedAt", record.ClosedAt)
        .Text("firstThanatologistId", record.FirstThanatologistId)
        .Text("chainHead", record.Head?.Hash)
        .Date("headDue", record.Head?.DueOn)
        .Text("assignment", UserIndex.Assignment(record.ThanatologistId, record.IsOpen));

    private static MasterData ReadData(IReadOnlyDictionary<string, AttributeValue> item) => new()
    {
        Title = item.TextOrNull("title"),
        FirstName = item.Text("firstName"),
        FirstLastName = item.TextOrNull("firstLastName") ?? "",
        SecondLastName = item.TextOrNull("secondLastName"),
        Email = item.TextOrNull("email"),
        Phone = item.TextOrNull("phone"),
        Cellphone = item.TextOrNull("cellphone"),
        Address = item.MapOrNull("address") is { } address ? ReadAddress(address) : null,
        Specialty = item.TextOrNull("specialty"),
        ProfessionalLicence = item.TextOrNull("professionalLicence"),
        Gender = item.TextOrNull("gender"),
        MaritalStatus = item.TextOrNull("maritalStatus"),
        BirthDate = item.DateOrNull("birthDate"),
        BirthPlace = item.TextOrNull("birthPlace"),
        Occupation = item.TextOrNull("occupation"),
        Religion = item.TextOrNull("religion"),
        Children = item.ListOrNull("children", ReadChild),
        ChildrenNote = item.TextOrNull("childrenNote"),
        Reminders = item.MapOrNull("reminders") is { } reminders ? ReadReminders(reminders) : null,
        EmergencyContact = item.MapOrNull("emergencyContact") is { } contact ? new(contact.TextOrNull("name"), contact.TextOrNull("relation"), contact.TextOrNull("phone")) : null,
    };

    private static Item Write(Address address) => new Item()
        .Text("street", address.Street)
        .Text("number", address.Number)
        .Text("neighborhood", address.Neighborhood)
        .Text("zipCode", address.ZipCode)
        .Text("city", address.City)
        .Text("state", address.State);

    private static Address ReadAddress(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.TextOrNull("street"), map.TextOrNull("number"), map.TextOrNull("neighborhood"), map.TextOrNull("zipCode"), map.TextOrNull("city"), map.TextOrNull("state"));

    private static Item Write(Child child) => new Item()
        .Text("firstName", child.FirstName)
        .Text("firstLastName", child.FirstLastName)
        .Text("secondLastName", child.SecondLastName)
        .Date("birthDate", child.BirthDate)
        .Text("gender", child.Gender);

    private static Child ReadChild(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.TextOrNull("firstName"), map.TextOrNull("firstLastName"), map.TextOrNull("secondLastName"), map.DateOrNull("birthDate"), map.TextOrNull("gender"));

    private static Item Write(Reminders reminders) => new Item().Flag("mail", reminders.Mail).Flag("sms", reminders.Sms);

    private static Reminders ReadReminders(IReadOnlyDictionary<string, AttributeValue> map) => new(map.FlagOrNull("mail"), map.FlagOrNull("sms"));
}

/// <summary>What every function may read of the users table: who somebody is, and whether the account that acts is still active.</summary>
public sealed class DynamoUsers(IAmazonDynamoDB dynamo, string table)
{
    internal string Table => table;

    public async Task<User?> FindAsync(string id) => await dynamo.FindAsync(table, UserItems.Key(id)) is { } item ? UserItems.Read(item) : null;

    /// <summary>The members of the staff who are active, as the index of the lists has them: a change of a moment ago may be missing.</summary>
    internal async Task<IReadOnlyList<UserSummary>> ActiveStaffAsync(Role role)
    {
        var key = new Expression("#listing = :listing").With(":listing", UserIndex.Listing(role, null));
        var found = await dynamo.ReadPartitionAsync(table, key, UserIndex.ByListing);
        return [.. found.Select(UserItems.ReadSummary).Where(user => user.Status is UserStatus.Active)];
    }

    /// <summary>
    /// A transaction on behalf of a caller. It succeeds only while the account that acts is active: a token outlives the deactivation
    /// of its account by minutes, in which it must change nothing. Only a transaction that writes to that very account has no such check,
    /// as DynamoDB allows one operation per item.
    /// </summary>
    internal Transaction Begin(Caller caller) => caller.ActorId is not { } actorId
        ? new Transaction(dynamo)
        : new Transaction(dynamo).Check(table, UserItems.Key(actorId), UserAccess.IsActive(caller.ActorRole), unless: () => new ForbiddenException(ProblemCode.InactiveAccount));

    /// <summary>The same for what is done to a patient, who stays active with an open record of the same thanatologist until the commit.</summary>
    /// <exception cref="ContentionException">That is no longer so since it was read.</exception>
    internal Transaction BeginFor(Caller caller, User patient)
    {
        var condition = RecordIsAsRead(patient, " AND #status = :active").With(":active", UserStatus.Active.Name());
        var transaction = caller.ActorId == patient.Id ? new Transaction(dynamo) : Begin(caller);
        return transaction.Check(table, UserItems.Key(patient.Id), condition, unless: () => new ContentionException());
    }

    /// <summary>The same for what is written into a patient's record, which stays open or closed and the same thanatologist's until the commit.</summary>
    /// <exception cref="ContentionException">That is no longer so since it was read.</exception>
    internal Transaction BeginInRecord(Caller caller, User patient) =>
        Begin(caller).Check(table, UserItems.Key(patient.Id), RecordIsAsRead(patient), unless: () => new ContentionException());

    private static Expression RecordIsAsRead(User patient, string more = "") => new Expression("#isOpen = :isOpen AND #thanatologistId = :ofRecord" + more)
        .With(":isOpen", patient.Record!.IsOpen)
        .With(":ofRecord", patient.Record.ThanatologistId);

    /// <summary>Users without what is large of them, in no order.</summary>
    internal async Task<IEnumerable<UserSummary>> FindSummariesAsync(IEnumerable<string> ids, TimeProvider time) =>
        (await dynamo.FindAsync(table, ids.Distinct().Select(UserItems.Key), time, UserItems.OfSummary)).Select(UserItems.ReadSummary);

    /// <summary>The records of patients, without their text, in no order.</summary>
    internal async Task<IReadOnlyList<(string Id, PatientRecord Record)>> FindRecordsAsync(IEnumerable<string> ids, TimeProvider time) =>
        [.. (await dynamo.FindAsync(table, ids.Select(UserItems.Key), time, UserItems.OfRecord)).Where(item => item.ContainsKey("isOpen")).Select(item => (item.Text("id"), UserItems.ReadRecord(item)!))];

    /// <summary>The full names of users, by their ids.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> FindNamesAsync(IEnumerable<string> ids, TimeProvider time)
    {
        var items = await dynamo.FindAsync(table, ids.Distinct().Select(UserItems.Key), time, new Expression("#id, #firstName, #firstLastName, #secondLastName"));
        return items.ToDictionary(item => item.Text("id"), UserItems.FullName);
    }

    /// <summary>Notes the login, which does not change the user's version, and returns who signed in.</summary>
    public async Task<SignedInUser> RecordLoginAsync(string id, DateTimeOffset at)
    {
        var update = new Expression("SET #lastLoginAt = :at").With(":at", at);
        var exists = new Expression("attribute_exists(#id)");
        var response = await dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = UserItems.Key(id).Attributes,
            UpdateExpression = update.Text,
            ConditionExpression = exists.Text,
            ExpressionAttributeNames = Expression.NamesOf(update, exists),
            ExpressionAttributeValues = update.Values,
            ReturnValues = ReturnValue.ALL_NEW,
        });
        return new SignedInUser(id, response.Attributes.Text("firstName"), RoleNames.Parse(response.Attributes.Text("role"))!.Value);
    }

    /// <summary>The ids of patients whose chain has grown on a day before this one, and whose head of that day may not be kept yet.</summary>
    internal async Task<IReadOnlyList<string>> ListDueHeadsAsync(DateOnly before, int most) =>
        [.. (await dynamo.ReadPartitionAsync(table, DuePatients.Until(DuePatients.EndOf(before.AddDays(-1))), DuePatients.Index)).Where(item => item.DateOrNull("headDue") < before).Take(most).Select(item => item.Text("id"))];

    /// <summary>Notes that a patient's head is kept, unless something has come in between: then the next sweep does.</summary>
    internal Task NoteKeptAsync(User patient)
    {
        var after = patient with { Record = patient.Record! with { Head = patient.Record.Head! with { DueOn = null } } };
        return dynamo.TryUpdateAsync(
            table, UserItems.Key(patient.Id), ItemDifference.Between(UserItems.Write(patient), UserItems.Write(after)), DuePatients.IsAsRead(patient, "attribute_exists(#id)"));
    }

    /// <summary>Notes that the user reads the mails to their address, which does not change their version either.</summary>
    internal void AddProvenEmail(Transaction transaction, string id) => transaction.Update(
        table, UserItems.Key(id), new Expression("REMOVE #hasUnprovenEmail"), new Expression("attribute_exists(#id)"));
}

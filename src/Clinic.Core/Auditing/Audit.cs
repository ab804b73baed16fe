using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Auditing;

/// <summary>Who did what to whom. It names fields, never their values.</summary>
/// <param name="Subject">The id of the user it was done to.</param>
/// <param name="Action">Such as <c>user.changed</c>; see <see cref="AuditAction"/>.</param>
/// <param name="ById">The user or service account that did it; null for somebody who is not signed in.</param>
/// <param name="Reason">What the caller gave as the reason, where one is asked for.</param>
public sealed record AuditEntry(
    string Subject, string Action, string? ById, string? ByRole, string RequestId, DateTimeOffset At, IReadOnlyList<string> Fields, string? Reason = null)
{
    /// <summary>The ids of the appointments that it was done to, or that it has left behind.</summary>
    public IReadOnlyList<string> Appointments { get; init; } = [];

    public static AuditEntry Of(Caller caller, string subject, string action, DateTimeOffset at, params IReadOnlyList<string> fields) => new(
        subject, action, caller.Scopes.Count == 0 ? null : caller.Subject, caller.Role?.Name() ?? (caller.Scopes.Count == 0 ? null : "service"), caller.RequestId, at, fields);

    /// <summary>The sort key: the time, then something that is unique within it.</summary>
    public string Key => $"{ItemValues.Write(At)}#{RequestId}#{Action}" + (Appointments is [var only] ? "#" + only : "");
}

/// <summary>The audited actions.</summary>
public static class AuditAction
{
    public const string UserCreated = "user.created";
    public const string UserChanged = "user.changed";
    public const string UserDeactivated = "user.deactivated";
    public const string RecordChanged = "record.changed";
    public const string RecordRead = "record.read";
    public const string SessionWritten = "session.written";
    public const string SessionRead = "session.read";
    public const string AddendumWritten = "addendum.written";
    public const string DraftRead = "draft.read";
    public const string SessionsChained = "sessions.chained";
    public const string AvailabilityChanged = "availability.changed";
    public const string InstrumentWritten = "instrument.written";
    public const string AssessmentWritten = "assessment.written";
    public const string AssessmentRead = "assessment.read";
    public const string AssessmentRequested = "assessment.requested";
    public const string AssessmentRequestRead = "assessmentRequest.read";
    public const string PasswordChanged = "password.changed";
    public const string PasswordReset = "password.reset";
    public const string MfaEnabled = "mfa.enabled";
    public const string MfaDisabled = "mfa.disabled";
    public const string ApiKeyCreated = "apiKey.created";
    public const string ApiKeyDeleted = "apiKey.deleted";
    public const string UserImported = "user.imported";
    public const string SessionsImported = "sessions.imported";
    public const string AppointmentBooked = "appointment.booked";
    public const string AppointmentChanged = "appointment.changed";
    public const string AppointmentAnswered = "appointment.answered";
    public const string SeriesBooked = "series.booked";
    public const string CalendarFeedCreated = "calendarFeed.created";
    public const string CalendarFeedDeleted = "calendarFeed.deleted";
    public const string WaitingListEntryAdded = "waitingListEntry.added";
    public const string WaitingListEntryRemoved = "waitingListEntry.removed";
    public const string LossWritten = "loss.written";
    public const string LossChanged = "loss.changed";
    public const string LossRemoved = "loss.removed";
    public const string LossRead = "loss.read";
    public const string TaskWritten = "task.written";
    public const string TaskChanged = "task.changed";
    public const string TaskRead = "task.read";
    public const string AlertOpened = "alert.opened";
    public const string AlertReviewed = "alert.reviewed";
    public const string AlertRead = "alert.read";
    public const string SafetyPlanWritten = "safetyPlan.written";
    public const string SafetyPlanRead = "safetyPlan.read";
    public const string MessageDecrypted = "message.decrypted";
    public const string MessageRequeued = "message.requeued";
    public const string ExportCreated = "export.created";
    public const string ExportRead = "export.read";
}

/// <summary>An audit entry as the API shows it.</summary>
/// <param name="Fields">What was changed or read, without the values.</param>
/// <param name="Appointments">The ids of the appointments that it was done to, or that it has left behind.</param>
public sealed record AuditView(
    DateTimeOffset At, string Action, string? ById, string? ByName, string? ByRole, IReadOnlyList<string>? Fields, string? Reason, string RequestId, IReadOnlyList<string>? Appointments = null)
{
    public static AuditView Of(AuditEntry entry, string? byName) =>
        new(entry.At, entry.Action, entry.ById, byName, entry.ByRole, entry.Fields.Count == 0 ? null : entry.Fields, entry.Reason, entry.RequestId, entry.Appointments.Count == 0 ? null : entry.Appointments);
}

/// <summary>The audit trail. Changes are written in their own transactions; reads of clinical text once per reader, subject and hour.</summary>
public sealed class DynamoAuditStore(IAmazonDynamoDB dynamo, string table)
{
    private const int RememberedReads = 10_000;
    private readonly ConcurrentDictionary<string, bool> writtenReads = new();

    /// <summary>Writes that clinical text was read, before it is shown. This process does not write the same reader again within the hour.</summary>
    public async Task AddReadAsync(AuditEntry entry)
    {
        var read = $"{entry.Subject} {entry.ById} {entry.Action} {string.Join(' ', entry.Fields)} {entry.At:yyyyMMddHH}";
        if (writtenReads.ContainsKey(read))
            return;
        await AddAsync(entry);
        if (writtenReads.Count >= RememberedReads)
            writtenReads.Clear();
        writtenReads[read] = true;
    }

    /// <summary>Writes what is audited every time and changes nothing else.</summary>
    public Task AddAsync(AuditEntry entry) => dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = Write(entry).Attributes });

    /// <summary>The history of a subject, newest first.</summary>
    public async Task<Slice<AuditEntry>> ListAsync(string subject, Page page)
    {
        var found = await dynamo.ReadListAsync(table, null, ("subject", subject), "at", page);
        return Slice.Cut(found, page.Limit, item => item.Text("at")).Select(Read);
    }

    /// <summary>The whole history of a subject, oldest first.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ReadAllAsync(string subject) =>
        [.. (await dynamo.ReadPartitionAsync(table, new Expression("#subject = :subject").With(":subject", subject))).Select(Read)];

    internal void AddTo(Transaction transaction, AuditEntry entry) => transaction.Put(table, Write(entry));

    private static Item Write(AuditEntry entry) => new Item()
        .Text("subject", entry.Subject)
        .Text("at", entry.Key)
        .Text("action", entry.Action)
        .Text("byId", entry.ById)
        .Text("byRole", entry.ByRole)
        .Text("requestId", entry.RequestId)
        .Text("fields", entry.Fields.Count == 0 ? null : string.Join(' ', entry.Fields))
        .Text("reason", entry.Reason)
        .Text("appointments", entry.Appointments.Count == 0 ? null : string.Join(' ', entry.Appointments))
        .Time("time", entry.At);

    private static AuditEntry Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("subject"),
        item.Text("action"),
        item.TextOrNull("byId"),
        item.TextOrNull("byRole"),
        item.Text("requestId"),
        item.Time("time"),
        item.TextOrNull("fields")?.Split(' ') ?? [],
        item.TextOrNull("reason"))
    {
        Appointments = item.TextOrNull("appointments")?.Split(' ') ?? [],
    };
}

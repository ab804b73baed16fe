using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Tasks in the care table.</summary>
public sealed class DynamoTasks(DynamoCare care, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    /// <summary>Of one patient, with those that are done.</summary>
    public const int MostOfOne = 1_000;

    private const string Counted = "tasks";

    internal async Task<CareTask?> FindAsync(string id) =>
        TaskId.Parse(id) is var (patientId, key, months) && await care.FindAsync(patientId, TaskItems.Entry(key, months)) is { } item ? TaskItems.Read(item) : null;

    /// <summary>The tasks that there are for a loss.</summary>
    internal async Task<IReadOnlyList<CareTask>> FindFollowUpsAsync(Loss loss) =>
        [.. (await care.ListAsync(loss.PatientId, TaskItems.Entry(loss.Id, null), new Page(Page.LargestLimit, null), static _ => true)).Items.Select(TaskItems.Read)];

    /// <summary>A page of tasks by due, then id. Those of a patient have their texts; other lists have none, and may lag for a moment.</summary>
    internal async Task<Slice<CareTask>> ListAsync(TaskQuery query, Page page)
    {
        var range = (First: page.After is { } after ? after + "~" : TaskItems.Kind + TaskItems.Text(query.From ?? DateOnly.MinValue), Last: TaskItems.Kind + TaskItems.Text(query.To ?? DateOnly.MaxValue) + "~");
        var found = query switch
        {
            { PatientId: { } patientId } => await care.ReadRangeAsync("byPosition", "subject", patientId, range, Filter(query), page.Limit),
            { AssigneeId: { } assigneeId } => await care.ReadRangeAsync("byAssignee", "assigneeId", assigneeId, range, Filter(query), page.Limit),
            _ => await care.ReadRangeAsync("byListing", "listing", TaskItems.Listing, range, Filter(query), page.Limit),
        };
        var slice = Slice.Cut(found, page.Limit, item => item.Text("position"));
        foreach (var item in slice.Items)
            await care.OpenAsync(item);
        return slice.Select(TaskItems.Read);
    }

    /// <exception cref="InvalidInputException">The assignee is neither an active admin nor the record's thanatologist.</exception>
    /// <exception cref="ContentionException">The record is no longer as it was read.</exception>
    internal async Task AddAsync(Caller caller, User patient, CareTask task, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.BeginInRecord(caller, patient);
        CheckAssignee(transaction, caller, patient, task.AssigneeId);
        care.AddCounts(transaction, patient.Id, Count(1));
        await AddPutAsync(transaction, null, task);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <exception cref="InvalidInputException">The new assignee is neither an active admin nor the record's thanatologist.</exception>
    /// <exception cref="ContentionException">The task has changed since it was read, or the record.</exception>
    internal async Task ChangeAsync(Caller caller, User patient, CareTask before, CareTask after, AuditEntry entry)
    {
        var transaction = users.BeginInRecord(caller, patient);
        if (after.AssigneeId != before.AssigneeId)
            CheckAssignee(transaction, caller, patient, after.AssigneeId);
        await AddPutAsync(transaction, before, after);
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }

    /// <summary>Writes a task as it is now.</summary>
    /// <param name="before">As it was read; null of a new one.</param>
    internal Task AddPutAsync(Transaction transaction, CareTask? before, CareTask after) => care.AddPutAsync(transaction, TaskItems.Write(after), before?.Version, TaskItems.Texts);

    internal static (string Kind, int More, int Most) Count(int more) => (Counted, more, MostOfOne);

    /// <summary>The record's thanatologist is a condition of the transaction already, and so is an admin who acts.</summary>
    private void CheckAssignee(Transaction transaction, Caller caller, User patient, string id)
    {
        if (id == patient.Record!.ThanatologistId || (id == caller.ActorId && caller.ActorRole is Role.Admin))
            return;
        if (id == patient.Id || id == caller.ActorId)
            throw NoAssignee();
        transaction.Check(users.Table, UserItems.Key(id), UserAccess.IsActive(Role.Admin), unless: NoAssignee);
    }

    private static InvalidInputException NoAssignee() => new("assigneeId", FieldCode.NotFound, new(
        "debe ser el id de un administrador activo o del tanatólogo del expediente", "must be the id of an active admin or of the record's thanatologist"));

    private static Expression? Filter(TaskQuery query) => query switch
    {
        { PatientId: not null, AssigneeId: { } assigneeId, Status: { } status } =>
            new Expression("#assigneeId = :held AND #status = :status").With(":held", assigneeId).With(":status", status.Name()),
        { PatientId: not null, AssigneeId: { } assigneeId } => new Expression("#assigneeId = :held").With(":held", assigneeId),
        { Status: { } status } => new Expression("#status = :status").With(":status", status.Name()),
        _ => null,
    };
}

/// <summary>Tasks as items of the care table. Open ones stand in the index of what is pending.</summary>
internal static class TaskItems
{
    public const string Kind = "TASK#";
    public const string Listing = "tasks";
    public const string Pending = "task";

    /// <summary>The attribute that is sealed.</summary>
    public static readonly string[] Texts = ["text"];

    private static readonly string[] Derived = ["position", "pending", "takenBack", "doneAt", "version"];

    /// <param name="months">0 for a person's task; null for all of those of a loss.</param>
    public static string Entry(string key, int? months) => months == 0 ? Kind + key : string.Create(CultureInfo.InvariantCulture, $"{Kind}{key}#{months:00}");

    public static string Position(TaskView task) => Position(task.Due, task.Id);

    /// <summary>The fields that differ, for the audit.</summary>
    public static IReadOnlyList<string> Difference(CareTask before, CareTask after) =>
        [.. ItemDifference.Attributes(Write(before), Write(after)).Except(Derived).Order(StringComparer.Ordinal)];

    public static Item Write(CareTask task) => CareItems.Key(task.PatientId, Entry(task.Key, task.Months))
        .Text("listing", Listing)
        .Text("position", Position(task.Due, task.Id))
        .Text("pending", task.Status is CareTaskStatus.Open ? Pending : null)
        .Text("assigneeId", task.AssigneeId)
        .Text("text", task.Text)
        .Date("due", task.Due)
        .Text("status", task.Status.Name())
        .Time("doneAt", task.DoneAt)
        .Flag("takenBack", task.TakenBack ? true : null)
        .Number("version", task.Version);

    /// <summary>A day as positions have it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Position(DateOnly due, string id) => $"{Kind}{Text(due)}#{id}";

    /// <summary>Reads an item whose text is open, or of an index that has none.</summary>
    public static CareTask Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var (patientId, key, months) = TaskId.Parse(item.Text("position")[(Kind.Length + "yyyy-MM-dd#".Length)..])!.Value;
        return new CareTask(
            patientId,
            key,
            months,
            item.Text("assigneeId"),
            item.TextOrNull("text") ?? "",
            item.DateOrNull("due")!.Value,
            CareTaskStatuses.Parse(item.Text("status")),
            item.TimeOrNull("doneAt"),
            item.Flag("takenBack"),
            item.Number("version"));
    }
}

using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>What is to be done for patients, and by whom. A task's text is clinical: who reads it is audited, and a list over several patients has none.</summary>
public sealed class TaskService(
    CarePatients patients, DynamoUsers users, DynamoTasks store, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    /// <summary>How many tasks of the clinic are read at once for those of a thanatologist's patients.</summary>
    private const int MostLookedAt = 1_000;

    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="ConflictException">The patient has no open record, or has as many tasks as one may have.</exception>
    public Task<TaskView> AddAsync(Caller caller, NewTask input, ResponseToStore<TaskView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindOpenAsync(caller, Identifier.Parse(input.PatientId!), ProblemCode.PatientNotFound);
        var assigneeId = input.AssigneeId is { } id ? Identifier.Parse(id) : patient.Record!.ThanatologistId;
        var task = new CareTask(patient.Id, Identifier.New(time), 0, assigneeId, input.Text!.Trim(), input.Due!.Value, CareTaskStatus.Open, null, false, 1);
        var view = Show(task, patient);
        await store.AddAsync(caller, patient, task, AuditEntry.Of(caller, patient.Id, AuditAction.TaskWritten, time.GetUtcNow()), response.For(view));
        return view;
    });

    /// <exception cref="NotFoundException">There is no such task, or the caller may not see its patient.</exception>
    public async Task<TaskView> GetAsync(Caller caller, string id)
    {
        var (task, patient) = await FindAsync(caller, id);
        await audit.AddReadAsync(AuditEntry.Of(caller, patient.Id, AuditAction.TaskRead, time.GetUtcNow(), id));
        return Show(task, patient);
    }

    /// <summary>Tasks by due, then id: a patient's, an assignee's, or the whole clinic's; to a thanatologist those of their own patients alone.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public async Task<Slice<TaskView>> ListAsync(Caller caller, TaskQuery query, Page page)
    {
        Period.Check(query.From, query.To);
        if (query.PatientId is not { } patientId)
            return await ListOverPatientsAsync(caller, query, page);
        var patient = await patients.FindAsync(caller, patientId);
        var tasks = await store.ListAsync(query, page);
        await audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.TaskRead, time.GetUtcNow()));
        return tasks.Select(task => Show(task, patient));
    }

    /// <summary>Applies an edit; one that changes nothing writes nothing.</summary>
    /// <param name="edit">Leaves what it is given, or what keeps the rules.</param>
    /// <exception cref="NotFoundException">There is no such task, or the caller may not see its patient.</exception>
    /// <exception cref="StaleVersionException">The task is no longer of the version that the caller has seen.</exception>
    public Task<TaskView> ChangeAsync(Caller caller, string id, VersionCondition ifMatch, Func<TaskEdit, TaskEdit> edit) => contention.RetryAsync(async () =>
    {
        var (before, patient) = await FindAsync(caller, id);
        ifMatch.Check(before.Version);
        var edited = edit(TaskEdit.Of(before));
        var now = time.GetUtcNow();
        // The response shows what was not sent too.
        await audit.AddReadAsync(AuditEntry.Of(caller, patient.Id, AuditAction.TaskRead, now, id));
        var after = before.In(edited.Status!.Value, now) with { AssigneeId = Identifier.Parse(edited.AssigneeId!), Text = edited.Text!.Trim(), Due = edited.Due!.Value };
        if (after == before)
            return Show(before, patient);
        after = after with { Version = before.Version + 1 };
        await store.ChangeAsync(caller, patient, before, after, AuditEntry.Of(caller, patient.Id, AuditAction.TaskChanged, now, TaskItems.Difference(before, after)));
        return Show(after, patient);
    });

    private async Task<(CareTask Task, User Patient)> FindAsync(Caller caller, string id)
    {
        var task = await store.FindAsync(id) ?? throw new NotFoundException();
        return (task, await patients.FindAsync(caller, task.PatientId));
    }

    /// <summary>A thanatologist no longer sees the tasks of a patient whom somebody else has now, though they were theirs.</summary>
    private async Task<Slice<TaskView>> ListOverPatientsAsync(Caller caller, TaskQuery query, Page page)
    {
        var found = new List<TaskView>();
        // Of the clinic's tasks only some are of a thanatologist's patients.
        var looked = page with { Limit = caller.IsThanatologist ? MostLookedAt : page.Limit };
        string? next;
        do
        {
            var slice = await store.ListAsync(query, looked);
            var byId = (await users.FindSummariesAsync(slice.Items.Select(task => task.PatientId), time)).ToDictionary(patient => patient.Id);
            found.AddRange(slice.Items
                .Where(task => byId.TryGetValue(task.PatientId, out var patient) && (!caller.IsThanatologist || caller.Is(patient.Record?.ThanatologistId ?? "")))
                .Select(task => TaskView.Of(task, byId[task.PatientId].FullName, null)));
            next = slice.Next;
            looked = looked with { After = next };
        }
        while (next is not null && found.Count < page.Limit);
        return found.Count <= page.Limit ? new(found, next) : new([.. found.Take(page.Limit)], TaskItems.Position(found[page.Limit - 1]));
    }

    private static TaskView Show(CareTask task, User patient) => TaskView.Of(task, patient.FullName, task.Text);
}

using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>What patients have lost, and the tasks that follow from it. It is clinical text: who reads it is audited.</summary>
public sealed class LossService(
    CarePatients patients, DynamoUsers users, DynamoLosses store, DynamoTasks tasks, DynamoAuditStore audit, ClinicCalendar calendar, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="ConflictException">The patient has no open record, or has as many losses as one may have.</exception>
    public Task<LossView> AddAsync(Caller caller, string patientId, LossEdit input, ResponseToStore<LossView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindOpenAsync(caller, patientId);
        var now = time.GetUtcNow();
        var loss = new Loss(patientId, Identifier.New(time), "", null, null, null, null, null, null, null, 1, now, now).With(input);
        var view = LossView.Of(loss);
        await store.PutAsync(caller, patient, null, loss, Plan(loss, patient, []), AuditEntry.Of(caller, patientId, AuditAction.LossWritten, now), response.For(view));
        return view;
    });

    /// <summary>A patient's losses, newest first.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<LossView>> ListAsync(Caller caller, string patientId, Page page)
    {
        await patients.FindAsync(caller, patientId);
        var losses = await store.ListAsync(patientId, page);
        await audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.LossRead, time.GetUtcNow()));
        return losses.Select(LossView.Of);
    }

    /// <exception cref="NotFoundException">There is no such loss, or the caller may not see its patient.</exception>
    public async Task<LossView> GetAsync(Caller caller, string patientId, string id)
    {
        await patients.FindAsync(caller, patientId);
        return LossView.Of(await ReadAsync(caller, patientId, id));
    }

    /// <summary>Applies an edit, and what follows from it for the tasks, in a closed record too; one that changes nothing writes nothing.</summary>
    /// <param name="edit">Leaves what it is given, or what keeps the rules.</param>
    /// <exception cref="NotFoundException">There is no such loss, or the caller may not see its patient.</exception>
    /// <exception cref="ConflictException">The patient has as many tasks as one may have.</exception>
    /// <exception cref="StaleVersionException">The loss is no longer of the version that the caller has seen.</exception>
    public Task<LossView> ChangeAsync(Caller caller, string patientId, string id, VersionCondition ifMatch, Func<LossEdit, LossEdit> edit) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindAsync(caller, patientId);
        // The response shows what was not sent too.
        var before = await ReadAsync(caller, patientId, id);
        ifMatch.Check(before.Version);
        var after = before.With(edit(LossEdit.Of(before)));
        if (after == before)
            return LossView.Of(before);
        after = Next(after);
        await SaveAsync(caller, patient, before, after, AuditEntry.Of(caller, patientId, AuditAction.LossChanged, after.UpdatedAt, LossItems.Difference(before, after)));
        return LossView.Of(after);
    });

    /// <summary>Takes a loss away, from a closed record too. It is kept, and nobody is shown it.</summary>
    /// <exception cref="NotFoundException">There is no such loss, or the caller may not see its patient.</exception>
    public Task RemoveAsync(Caller caller, string patientId, string id, VersionCondition ifMatch, string reason) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindAsync(caller, patientId);
        var before = await FindAsync(patientId, id);
        ifMatch.Check(before.Version);
        var after = Next(before) with { RemovedAt = time.GetUtcNow() };
        await SaveAsync(caller, patient, before, after, AuditEntry.Of(caller, patientId, AuditAction.LossRemoved, after.UpdatedAt, id) with { Reason = reason });
        return after;
    });

    /// <summary>The anniversaries of losses whose day is known, of the caller's patients with an open record; of everybody's for an admin.</summary>
    public async Task<IReadOnlyList<AnniversaryView>> ListAnniversariesAsync(Caller caller, AnniversaryQuery query)
    {
        var found = (await store.ListDaysAsync(query.Ranges)).Select(loss => (loss, Date: query.Of(loss.Day))).Where(one => one.Date is not null).ToList();
        var seen = (await users.FindSummariesAsync(found.Select(one => one.loss.PatientId), time))
            .Where(patient => patient.Record is { IsOpen: true } record && (!caller.IsThanatologist || caller.Is(record.ThanatologistId!))).ToDictionary(patient => patient.Id);
        return
        [
            .. found.Where(one => seen.ContainsKey(one.loss.PatientId))
                .Select(one => new AnniversaryView(one.loss.PatientId, seen[one.loss.PatientId].FullName, one.loss.LossId, one.Date!.Value, one.Date.Value.Year - one.loss.Day.Year))
                .OrderBy(one => one.Date).ThenBy(one => one.LossId, StringComparer.Ordinal),
        ];
    }

    private async Task SaveAsync(Caller caller, User patient, Loss before, Loss after, AuditEntry entry)
    {
        var asksOtherTasks = (before.Date, before.FollowUp is true, before.RemovedAt) != (after.Date, after.FollowUp is true, after.RemovedAt);
        var plan = asksOtherTasks ? Plan(after, patient, await tasks.FindFollowUpsAsync(after)) : [];
        await store.PutAsync(caller, patient, before, after, plan, entry, null);
    }

    private IReadOnlyList<(CareTask? Before, CareTask After)> Plan(Loss loss, User patient, IReadOnlyCollection<CareTask> existing) =>
        FollowUps.Plan(loss, patient.Record!.ThanatologistId, existing, calendar.Today);

    private Loss Next(Loss loss) => loss with { Version = loss.Version + 1, UpdatedAt = time.GetUtcNow() };

    private async Task<Loss> ReadAsync(Caller caller, string patientId, string id)
    {
        var loss = await FindAsync(patientId, id);
        await audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.LossRead, time.GetUtcNow(), id));
        return loss;
    }

    private async Task<Loss> FindAsync(string patientId, string id) => await store.FindAsync(patientId, id) ?? throw new NotFoundException();
}

using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Care;

/// <summary>What patients have lost. It is clinical text: who reads it is audited.</summary>
public sealed class LossService(CarePatients patients, DynamoLosses store, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="ConflictException">The patient has no open record, or has as many losses as one may have.</exception>
    public Task<LossView> AddAsync(Caller caller, string patientId, LossEdit input, ResponseToStore<LossView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindOpenAsync(caller, patientId);
        var now = time.GetUtcNow();
        var loss = new Loss(patientId, Identifier.New(time), "", null, null, null, null, null, null, null, 1, now, now).With(input);
        var view = LossView.Of(loss);
        await store.AddAsync(caller, patient, loss, AuditEntry.Of(caller, patientId, AuditAction.LossWritten, now), response.For(view));
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
}

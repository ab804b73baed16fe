using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>The case record: opening, closing, taking over, reassigning and its clinical text.</summary>
public sealed class RecordService(UserService users, DynamoUserStore store, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<RecordView> GetAsync(Caller caller, string patientId)
    {
        var patient = await users.FindAsync(caller, patientId);
        return patient.Record is null ? throw new NotFoundException() : await ShowAsync(caller, patient);
    }

    /// <exception cref="ForbiddenException">Only an admin gives a record to somebody else.</exception>
    /// <exception cref="ConflictException">The text of a closed record stays as it is.</exception>
    public Task<RecordView> PutAsync(Caller caller, string patientId, RecordEdit edit, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        var before = await FindAsync(caller, patientId, edit);
        ifMatch.Check(before.Version);
        if (edit.ThanatologistId is { } id && Identifier.Parse(id) == before.Id)
            throw DynamoUserStore.NoThanatologist("thanatologistId");
        var after = before with { Record = before.Record is { } record ? Apply(caller, record, edit) : Open(caller, edit) };
        var (saved, left) = await users.SaveAsync(caller, before, after, AuditAction.RecordChanged);
        return await ShowAsync(caller, saved) with { FutureAppointments = left };
    });

    /// <summary>A thanatologist also finds a patient whose record is closed or not opened yet, in order to take them on.</summary>
    private async Task<User> FindAsync(Caller caller, string patientId, RecordEdit edit)
    {
        var patient = await store.FindAsync(patientId);
        var takesOn = caller.IsThanatologist && edit.IsOpen is true && patient?.Record is not { IsOpen: true };
        return patient is { IsPatient: true } && (takesOn || caller.Sees(patient)) ? patient : throw new NotFoundException();
    }

    /// <summary>The first record of a self-registered patient.</summary>
    private PatientRecord Open(Caller caller, RecordEdit edit) => edit.IsOpen is true
        ? PatientRecord.First(caller, edit.ThanatologistId, "thanatologistId", edit.Ekr, time.GetUtcNow())
        : throw new ConflictException(ProblemCode.NoRecord);

    private PatientRecord Apply(Caller caller, PatientRecord record, RecordEdit edit)
    {
        var isOpen = edit.IsOpen!.Value;
        var reopens = isOpen && !record.IsOpen;
        var thanatologistId = (edit.ThanatologistId is { } id ? Identifier.Parse(id) : null) ?? (reopens && caller.IsThanatologist ? caller.UserId! : record.ThanatologistId);
        if (thanatologistId != record.ThanatologistId && !caller.IsAdmin && !(reopens && thanatologistId == caller.UserId))
            throw new ForbiddenException(ProblemCode.RecordByAdmin);
        var ekr = edit.Ekr switch { null => record.Ekr, "" => null, var text => text };
        if (!record.IsOpen && !isOpen && ekr != record.Ekr)
            throw new ConflictException(ProblemCode.RecordClosed);
        return record.GivenTo(thanatologistId) with
        {
            IsOpen = isOpen,
            Ekr = ekr,
            ClosedAt = isOpen ? null : record.ClosedAt ?? time.GetUtcNow(),
        };
    }

    private async Task<RecordView> ShowAsync(Caller caller, User patient) =>
        (await users.ShowAsync(caller, patient)).Record! with { Version = patient.Version };
}

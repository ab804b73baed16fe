using System.Text;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>Therapy sessions: who holds them for whom, their numbers, and who may read them.</summary>
public sealed class SessionService(
    DynamoUsers users,
    DynamoSessionStore store,
    DynamoSessionList list,
    DynamoAppointments appointments,
    DynamoDrafts drafts,
    NameDirectory names,
    DynamoAuditStore audit,
    Contention contention,
    ClinicCalendar calendar,
    TimeProvider time)
{
    /// <summary>In UTF-8. It is well below the limit of a DynamoDB item, as several addenda may come at once.</summary>
    internal const int MostBytesOfText = 300_000;

    private readonly PatientSessions patientSessions = new(users, list);

    /// <exception cref="NotFoundException">There is no such patient or appointment, or the caller may not write for the patient.</exception>
    /// <exception cref="ConflictException">The patient's record is closed, the appointment is not one that a session can be held at, or there is no draft.</exception>
    public async Task<SessionView> AddAsync(Caller caller, NewSession input, ResponseToStore<SessionView> response)
    {
        if (input.AppointmentId is not { } id)
            return await contention.RetryAsync(() => WriteAsync(caller, input, null, response));
        var appointmentId = Identifier.Parse(id);
        var view = await contention.RetryAsync(async () =>
        {
            var appointment = await FindAppointmentAsync(appointmentId);
            return await WrittenAsync(appointment, response.Claim) ?? await WriteAsync(caller, input, appointment, response);
        });
        return await contention.RetryAsync(async () =>
        {
            await appointments.CountAsync(await FindAppointmentAsync(appointmentId), response.For(view));
            return view;
        });
    }

    private async Task<SessionView> WriteAsync(Caller caller, NewSession input, Appointment? appointment, ResponseToStore<SessionView> response)
    {
        var userId = Identifier.Parse(input.UserId!);
        var patient = await users.FindAsync(userId);
        var held = SessionHolding.Of(caller, patient, input);
        if (appointment is not null && (appointment.PatientId != userId || appointment is { Session: not null } or { Status: AppointmentStatus.Cancelled }))
            throw new ConflictException(ProblemCode.AppointmentUnusable);
        var draft = input.FromDraft is true ? await drafts.FindEntryAsync(caller, userId) ?? throw new ConflictException(ProblemCode.NoDraft) : null;
        var now = time.GetUtcNow();
        var session = NewOf(input, patient!, held, await names.NameOfAsync(held.ThanatologistId), now) with { AppointmentId = appointment?.Id };
        var write = SessionWrite.Of(patient!, session, await names.SignerAsync(caller), calendar.DateOf(now), input.CloseRecord is true);
        var view = SessionView.Of(write.Session);
        var entry = AuditEntry.Of(caller, userId, AuditAction.SessionWritten, now, write.AuditedFields) with { Reason = session.Reason, Appointments = appointment is null ? [] : [appointment.Id] };
        await store.AddAsync(draft is null ? users.Begin(caller) : drafts.BeginTaking(caller, draft), write, appointment, response.Claim, entry, response.For(view));
        if (draft is not null)
            await drafts.ForgetAsync(caller, draft);
        return view;
    }

    /// <summary>The patient's next session, unsigned.</summary>
    internal static Session NewOf(NewSession input, User patient, SessionHolding held, string? thanatologistName, DateTimeOffset now) => new(
        patient.Id,
        patient.Record!.SessionCount + 1,
        held.ThanatologistId,
        thanatologistName,
        input.Date!.Value,
        ClinicCatalogue.ServiceTypes.Find(input.ServiceType)!,
        ClinicCatalogue.InterventionsOf(input.ServiceType)!.Find(input.InterventionType)!,
        ClinicCatalogue.Tools.Find(input.Tool)!,
        ClinicCatalogue.Motives.Find(input.Motive)!,
        input.Evaluation!.Trim(),
        Money.Normalized(input.RecoveryFee!.Value),
        held.Substitute,
        input.Reason?.Trim(),
        [],
        now,
        patient.Data.Gender)
    {
        StartTime = input.StartTime,
        Minutes = input.Minutes,
        Mode = input.Mode,
        Problem = input.Problem?.Trim(),
        Prognosis = input.Prognosis?.Trim(),
        Plan = input.Plan?.Trim(),
    };

    private async Task<Appointment> FindAppointmentAsync(string id) => await appointments.FindAsync(id) ?? throw new NotFoundException();

    /// <summary>The session that this very request has written before a crash kept its response from being stored.</summary>
    /// <exception cref="ConflictException">The key came first with another request.</exception>
    private async Task<SessionView?> WrittenAsync(Appointment appointment, IdempotencyClaim? claim)
    {
        if (claim is null || appointment.Session is not { } link || link.Key != claim.Key)
            return null;
        if (link.Fingerprint != claim.Fingerprint)
            throw new ConflictException(ProblemCode.IdempotencyKeyReused);
        var (userId, number) = SessionId.Parse(link.SessionId)!.Value;
        return SessionView.Of((await store.FindAsync(userId, number))!);
    }

    /// <exception cref="NotFoundException">There is no such session, or the caller may not see it.</exception>
    public async Task<SessionView> GetAsync(Caller caller, string id)
    {
        var session = await FindAsync(caller, id);
        await audit.AddReadAsync(AuditEntry.Of(caller, session.UserId, AuditAction.SessionRead, time.GetUtcNow(), session.Id));
        return SessionView.Of(session);
    }

    /// <exception cref="NotFoundException">The patient or the thanatologist does not exist, or the caller may not see their sessions.</exception>
    public async Task<Slice<SessionSummary>> ListAsync(Caller caller, SessionQuery query, Page page)
    {
        if (query is { UserId: null, ThanatologistId: null })
            throw new InvalidInputException("userId", FieldCode.Required, new("es obligatorio, o thanatologistId en su lugar", "is required, or thanatologistId in its place"));
        if (query.UserId is not null)
            return await patientSessions.ListAsync(caller, query, page);
        query.CheckPeriod();
        if (!await MayListAsync(caller, query.ThanatologistId!))
            throw new NotFoundException();
        return await list.ListAsync(query, page);
    }

    /// <exception cref="NotFoundException">There is no such session, or the caller may not see it.</exception>
    /// <exception cref="ConflictException">The session has no room for it.</exception>
    public async Task<AddendumView> AddAddendumAsync(Caller caller, string id, NewAddendum input, ResponseToStore<AddendumView> response)
    {
        var (userId, _) = SessionId.Parse(id) ?? throw new NotFoundException();
        var signer = await names.SignerAsync(caller);
        return await contention.RetryAsync(async () =>
        {
            // The patient first, so that the session is not older than the chain that is gone on with.
            var patient = await users.FindAsync(userId) ?? throw new NotFoundException();
            var session = await FindAsync(caller, id, patient);
            var now = time.GetUtcNow();
            var addendum = new Addendum(input.Text!.Trim(), signer.Id, signer.Name, now).Sign(session.Id, signer, patient.Record!.Head?.Hash, now);
            if (session.Texts.Append(addendum.Text).Sum(Encoding.UTF8.GetByteCount) > MostBytesOfText)
                throw new ConflictException(ProblemCode.SessionFull);
            var view = AddendumView.Of(addendum);
            var entry = AuditEntry.Of(caller, userId, AuditAction.AddendumWritten, now, session.Id);
            await store.AddAsync(caller, session, addendum, patient, new ChainHead(addendum.Signature!.Hash, calendar.DateOf(now)), entry, response.For(view));
            return view;
        });
    }

    /// <summary>A thanatologist sees the sessions that they held and those of their own patients.</summary>
    /// <param name="patient">Null when they have not been read.</param>
    private async Task<Session> FindAsync(Caller caller, string id, User? patient = null)
    {
        if (SessionId.Parse(id) is not { } key || await store.FindAsync(key.UserId, key.Number) is not { } session)
            throw new NotFoundException();
        if (caller.IsThanatologist && !caller.Is(session.ThanatologistId) && !((patient ?? await users.FindAsync(session.UserId)) is { } found && caller.Sees(found)))
            throw new NotFoundException();
        return session;
    }

    private async Task<bool> MayListAsync(Caller caller, string thanatologistId) =>
        caller.Is(thanatologistId) || (!caller.IsThanatologist && await users.FindAsync(thanatologistId) is { IsPatient: false });
}

/// <summary>
/// Who holds a new session. A thanatologist holds their own patients' sessions, and with a reason substitutes for a
/// colleague. An admin always substitutes. The sessions that a service writes are those of the thanatologist of record.
/// </summary>
internal sealed record SessionHolding(string ThanatologistId, bool Substitute)
{
    public static SessionHolding Of(Caller caller, User? patient, NewSession input)
    {
        CheckMayWrite(caller, patient, input.Substitute is true);
        var holder = caller.UserId ?? patient!.Record!.ThanatologistId;
        var substitutes = holder != patient!.Record!.ThanatologistId;
        CheckReason(substitutes, input.Substitute, input.Reason);
        return new SessionHolding(holder, substitutes);
    }

    /// <exception cref="InvalidInputException">A substitute gives no reason, or somebody who is none does.</exception>
    public static void CheckReason(bool substitutes, bool? substitute, string? reason)
    {
        if (substitutes && string.IsNullOrWhiteSpace(reason))
            throw new InvalidInputException("reason", FieldCode.Required, new(
                "es obligatorio: por qué atiende la sesión en lugar del tanatólogo", "is required: why you hold the session in the thanatologist's place"));
        if (!substitutes && substitute is true)
            throw new InvalidInputException("substitute", FieldCode.NotAllowed, new(
                "es para el paciente de un colega: la sesión de este la atiende su tanatólogo", "is for a colleague's patient: this one's thanatologist holds the session"));
        if (!substitutes && reason is not null)
            throw new InvalidInputException("reason", FieldCode.NotAllowed, new("es solo para sesiones de suplencia", "is for substitute sessions only"));
    }

    public static void CheckMayWrite(Caller caller, User? patient, bool substitutes) =>
        CheckMayWrite(caller, patient?.IsPatient is true, patient?.Record is { } record ? new RecordSummary(record.IsOpen, record.ThanatologistId) : null, substitutes);

    /// <param name="substitutes">The caller says that the patient may be a colleague's.</param>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not write for them.</exception>
    /// <exception cref="ConflictException">The patient has no open record.</exception>
    public static void CheckMayWrite(Caller caller, bool isPatient, RecordSummary? record, bool substitutes)
    {
        if (!isPatient || (caller.IsThanatologist && !Reaches(caller, record?.ThanatologistId, substitutes)))
            throw new NotFoundException(ProblemCode.PatientNotFound);
        if (record is null)
            throw new ConflictException(ProblemCode.NoRecord);
        if (!record.IsOpen)
            throw new ConflictException(ProblemCode.RecordClosed);
    }

    /// <summary>Whether a record, if there is one, is of those for whom the caller holds sessions.</summary>
    public static bool Reaches(Caller caller, string? thanatologistId, bool substitutes) =>
        thanatologistId is not null && (!caller.IsThanatologist || substitutes || caller.Is(thanatologistId));
}

/// <summary>A patient's sessions, for those who may see the patient.</summary>
public sealed class PatientSessions(DynamoUsers users, DynamoSessionList list)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<SessionSummary>> ListAsync(Caller caller, SessionQuery query, Page page)
    {
        query.CheckPeriod();
        if (!caller.SeesPatient(await users.FindAsync(query.UserId!)))
            throw new NotFoundException();
        return await list.ListOfPatientAsync(query, page);
    }
}

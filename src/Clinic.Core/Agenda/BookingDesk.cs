using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Whom an appointment is between, and what decides which times they can have.</summary>
internal sealed record BookingParties(User Patient, User Thanatologist, PersonAgenda OfPatient, PersonAgenda OfThanatologist, OpenHours Hours)
{
    /// <summary>With an appointment at its time, and at no other.</summary>
    public BookingParties With(Appointment appointment) =>
        this with { OfPatient = OfPatient.With(appointment), OfThanatologist = OfThanatologist.With(appointment) };

    public BookingParties Without(string appointmentId) =>
        this with { OfPatient = OfPatient.Without(appointmentId), OfThanatologist = OfThanatologist.Without(appointmentId) };
}

/// <summary>Who may book whom with whom, and whether a time can be had.</summary>
internal sealed class BookingDesk(DynamoUsers users, DynamoAgendaStore agendas, TimeZoneInfo zone, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not book for them.</exception>
    /// <exception cref="InvalidInputException">The thanatologist is none, or not one that the caller may choose.</exception>
    /// <exception cref="ConflictException">The record is closed, or one of them inactive.</exception>
    /// <param name="thanatologistId">Null for the thanatologist of record.</param>
    /// <param name="moved">The appointment that is to be elsewhere, if there is one already. Whose agenda it is in may move it.</param>
    public async Task<BookingParties> ReadAsync(Caller caller, string patientId, string? thanatologistId, Appointment? moved = null)
    {
        var id = thanatologistId ?? (await users.FindAsync(patientId))?.Record?.ThanatologistId ?? patientId;
        // Whoever closes the record or deactivates one of them raises the version of an agenda, so the agendas are read before the accounts.
        var found = await agendas.FindAsync([id, patientId]);
        var accounts = await Task.WhenAll(users.FindAsync(patientId), users.FindAsync(id));
        var patient = CheckPatient(caller, patientId, accounts[0], moved);
        if (thanatologistId is null && id != patient.Record!.ThanatologistId)
            throw new ContentionException();
        var thanatologist = CheckThanatologist(caller, id, accounts[1], patient.Record!);
        return new BookingParties(patient, thanatologist, found[1], found[0], new OpenHours(found[0].Availability, zone));
    }

    /// <summary>The patient, who has a record, when the caller may book for them and they can be booked.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not book for them.</exception>
    /// <exception cref="ConflictException">The record is closed or not there, or the patient inactive.</exception>
    public static User CheckPatient(Caller caller, string patientId, User? found, Appointment? moved = null)
    {
        if (found is not { IsPatient: true } patient || !(caller.KeepsAgendaOf(patient) || (moved is not null && caller.Is(moved.ThanatologistId))))
            throw new NotFoundException(ProblemCode.PatientNotFound);
        if (patient.Status is not UserStatus.Active)
            throw caller.Is(patientId) ? new ForbiddenException(ProblemCode.InactiveAccount) : new ConflictException(ProblemCode.PatientInactive);
        if (patient.Record is not { } record)
            throw new ConflictException(ProblemCode.NoRecord);
        return record.IsOpen ? patient : throw new ConflictException(ProblemCode.RecordClosed);
    }

    /// <summary>The thanatologist, when the caller may choose them for a patient and they can be booked.</summary>
    /// <exception cref="InvalidInputException">The thanatologist is none, or not one that the caller may choose.</exception>
    /// <exception cref="ConflictException">The thanatologist is inactive.</exception>
    public async Task<User> FindThanatologistAsync(Caller caller, string id, PatientRecord record) => CheckThanatologist(caller, id, await users.FindAsync(id), record);

    /// <summary>Why an appointment cannot be at a time; null when it can. A patient takes one of the free times.</summary>
    /// <param name="overrides">Whether it may be outside of the hours.</param>
    public ConflictException? Refusal(Caller caller, BookingParties parties, DateTimeOffset start, int minutes, AppointmentMode mode, bool overrides)
    {
        var taken = parties.OfThanatologist.Conflicts(start, minutes).Concat(parties.OfPatient.Conflicts(start, minutes)).Distinct().OrderBy(busy => busy.Start).ToList();
        if (taken.Count > 0)
            return new ConflictException(ProblemCode.TimeTaken) { Conflicts = [.. taken.Select(busy => new TimeConflict(busy.Start, busy.End))] };
        var isInside = caller.Role is Role.Patient ? parties.Hours.Offers(start, minutes, mode, time.GetUtcNow()) : parties.Hours.Covers(start, minutes, mode);
        return overrides || isInside ? null : new ConflictException(ProblemCode.OutsideAvailability);
    }

    private static User CheckThanatologist(Caller caller, string thanatologistId, User? found, PatientRecord record)
    {
        if (caller.IsThanatologist && !caller.Is(thanatologistId))
            throw new InvalidInputException("thanatologistId", FieldCode.NotAllowed, new("debe ser su propio id: solo agenda en su propia agenda", "must be your own id: you book into your own agenda alone"));
        if (caller.Role is Role.Patient && thanatologistId != record.ThanatologistId)
            throw new InvalidInputException("thanatologistId", FieldCode.NotAllowed, new("debe ser el id de su tanatólogo", "must be the id of your own thanatologist"));
        if (found is not { Role: Role.Thanatologist } thanatologist)
            throw DynamoUserStore.NoThanatologist("thanatologistId");
        return thanatologist.Status is UserStatus.Active ? thanatologist : throw new ConflictException(ProblemCode.ThanatologistInactive);
    }
}

/// <summary>Whose appointments a caller reads and writes. What a caller may not see is not found.</summary>
internal static class AgendaAccess
{
    /// <summary>A thanatologist keeps the agenda of their own patients, a patient their own, and the front desk, admins and services everybody's.</summary>
    public static bool KeepsAgendaOf(this Caller caller, User patient) => caller.KeepsAgendaOf(patient.Id, patient.Record?.ThanatologistId);

    /// <param name="thanatologistId">The thanatologist of record.</param>
    public static bool KeepsAgendaOf(this Caller caller, string patientId, string? thanatologistId) => caller.Role switch
    {
        Role.Thanatologist => thanatologistId == caller.UserId,
        Role.Patient => caller.Is(patientId),
        _ => true,
    };

    /// <exception cref="NotFoundException">There is no such thanatologist, or the caller is another one.</exception>
    public static async Task CheckSeesAgendaAsync(this Caller caller, DynamoUsers users, string thanatologistId)
    {
        if (!caller.Is(thanatologistId) && (caller.IsThanatologist || await users.FindAsync(thanatologistId) is not { Role: Role.Thanatologist }))
            throw new NotFoundException();
    }
}

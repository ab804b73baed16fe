using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Books appointments, one or a series, and reads them.</summary>
public sealed class AppointmentService(
    DynamoUsers users,
    DynamoAgendaStore agendas,
    DynamoAppointments store,
    DynamoSeries seriesStore,
    DynamoWaitingList waitingList,
    DynamoIdempotencyStore idempotency,
    TimeZoneInfo zone,
    Contention contention,
    TimeProvider time)
{
    private readonly BookingDesk desk = new(users, agendas, zone, time);
    private readonly ClinicCalendar calendar = new(zone, time);

    /// <exception cref="NotFoundException">There is no such patient, or the caller may not book for them.</exception>
    /// <exception cref="ConflictException">The time cannot be had, or of a series none or not every one.</exception>
    public Task<BookedView> BookAsync(Caller caller, NewAppointment input, ResponseToStore<BookedView> response)
    {
        if (caller.Role is Role.Patient && FieldOfStaff(input) is { } field)
            throw new InvalidInputException(field, FieldCode.NotAllowed, new("es solo para el personal", "is for staff only"));
        return input.Repeat is { } repeat ? BookSeriesAsync(caller, input, repeat, response) : contention.RetryAsync(() => BookOneAsync(caller, input, response));
    }

    /// <exception cref="NotFoundException">There is no such appointment, or the caller may not see it.</exception>
    public async Task<AppointmentView> GetAsync(Caller caller, string id) => (await ShowAsync([await FindAsync(caller, id)]))[0];

    /// <exception cref="NotFoundException">There is no such patient or thanatologist, or the caller may not see their appointments.</exception>
    public async Task<Slice<AppointmentView>> ListAsync(Caller caller, AppointmentQuery query, Page page)
    {
        query.CheckPeriod();
        var found = await store.ListAsync(await NarrowAsync(caller, query), page);
        return new Slice<AppointmentView>(await ShowAsync(found.Items), found.Next);
    }

    internal async Task<Appointment> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id) is { } appointment && await SeesAsync(caller, appointment) ? appointment : throw new NotFoundException();

    /// <summary>Appointments with the names that people have now.</summary>
    internal async Task<IReadOnlyList<AppointmentView>> ShowAsync(IReadOnlyList<Appointment> appointments)
    {
        var names = await users.FindNamesAsync(appointments.SelectMany(appointment => new[] { appointment.PatientId, appointment.ThanatologistId }), time);
        return [.. appointments.Select(appointment => AppointmentView.Of(appointment, names.GetValueOrDefault(appointment.PatientId), names.GetValueOrDefault(appointment.ThanatologistId)))];
    }

    private async Task<BookedView> BookOneAsync(Caller caller, NewAppointment input, ResponseToStore<BookedView> response)
    {
        var parties = await ReadAsync(caller, input);
        var appointment = New(input, parties, input.Start!.Value, NoticeKind.Booked);
        if (Refusal(caller, input, parties, appointment) is { } refusal)
            throw refusal;
        var view = new BookedView(Show(appointment, parties), null);
        var entry = AuditEntry.Of(caller, appointment.PatientId, AuditAction.AppointmentBooked, appointment.CreatedAt) with { Appointments = [appointment.Id] };
        await store.AddAsync(caller, parties, appointment, entry, response.For(view), RemovalFrom(input, parties));
        return view;
    }

    private async Task<BookedView> BookSeriesAsync(Caller caller, NewAppointment input, Repeat repeat, ResponseToStore<BookedView> response)
    {
        var series = await contention.RetryAsync(() => BeginSeriesAsync(caller, input, repeat, response.Claim));
        var view = new BookedView(null, new SeriesView(series.Id, await ShowAsync(series.Appointments), series.Conflicts));
        return await contention.RetryAsync(async () =>
        {
            await seriesStore.FinishAsync(series, response.For(view));
            return view;
        });
    }

    /// <summary>The series of this very request, if it has begun before and a crash has ended it; else a new one.</summary>
    private async Task<Series> BeginSeriesAsync(Caller caller, NewAppointment input, Repeat repeat, IdempotencyClaim? claim)
    {
        if (await BegunAsync(claim) is { } begun)
            return begun;
        var starts = Recurrence.Expand(input.Start!.Value, repeat, calendar);
        if (starts.Count == 0)
            throw new InvalidInputException("repeat.except", FieldCode.NotAllowed, new("no deja ninguna cita", "leaves no appointment"));
        var parties = await ReadAsync(caller, input);
        var (id, booked, conflicts) = (Identifier.New(time), new List<Appointment>(), new List<TimeConflict>());
        foreach (var start in starts)
        {
            var appointment = New(input, parties, start, NoticeKind.BySeries) with { SeriesId = id };
            if (Refusal(caller, input, parties, appointment) is { } refusal)
            {
                conflicts.Add(new TimeConflict(start, Code: refusal.Code));
                continue;
            }
            booked.Add(appointment);
            parties = parties.With(appointment);
        }
        // The times may have been taken by this very request, sent twice.
        if (booked.Count == 0 || (repeat.AllOrNone is true && conflicts.Count > 0))
            return await BegunAsync(claim) ?? throw new ConflictException(booked.Count == 0 ? ProblemCode.TimeTaken : conflicts[0].Code!) { Conflicts = conflicts };
        var series = new Series(id, booked, conflicts, IsUnfinished: true);
        var entry = AuditEntry.Of(caller, parties.Patient.Id, AuditAction.SeriesBooked, booked[0].CreatedAt) with { Appointments = [.. booked.Select(appointment => appointment.Id)] };
        await seriesStore.BeginAsync(caller, parties, series, entry, claim, RemovalFrom(input, parties));
        return series;
    }

    private async Task<Series?> BegunAsync(IdempotencyClaim? claim) => await idempotency.FindBegunAsync(claim) is { } id ? await seriesStore.FindAsync(id) : null;

    private Task<BookingParties> ReadAsync(Caller caller, NewAppointment input) =>
        desk.ReadAsync(caller, Identifier.Parse(input.PatientId!), input.ThanatologistId is { } id ? Identifier.Parse(id) : null);

    /// <summary>Takes the patient off the waiting list in the booking's transaction, if the request says so.</summary>
    private Action<Transaction>? RemovalFrom(NewAppointment input, BookingParties parties) => input.WaitingListId is not { } id ? null : transaction =>
        waitingList.AddRemoval(transaction, Identifier.Parse(id), parties.Patient.Id, unless: () =>
            new InvalidInputException("waitingListId", FieldCode.NotFound, new("debe ser una entrada de este paciente en la lista de espera", "must be an entry of this patient in the waiting list")));

    private ConflictException? Refusal(Caller caller, NewAppointment input, BookingParties parties, Appointment appointment) =>
        desk.Refusal(caller, parties, appointment.Start, appointment.Minutes, appointment.Mode, input.Override is true);

    private Appointment New(NewAppointment input, BookingParties parties, DateTimeOffset start, NoticeKind notice)
    {
        var (now, mode) = (time.GetUtcNow(), input.Mode ?? AppointmentMode.InPerson);
        return new Appointment(
            Identifier.New(time),
            parties.Patient.Id,
            parties.Thanatologist.Id,
            start,
            input.Minutes ?? parties.OfThanatologist.Availability.Minutes,
            mode,
            input.Place?.Trim() ?? (mode is AppointmentMode.InPerson ? parties.Hours.PlaceAt(start) : null),
            input.Note?.Trim(),
            AppointmentStatus.Booked,
            1,
            now,
            now)
        {
            OpenedOn = parties is { OfPatient.HasFirst: false, Patient.Record: { SessionCount: 0 } record } ? calendar.DateOf(record.OpenedAt) : null,
            Notice = new AppointmentNotice(notice, now),
        };
    }

    /// <summary>A field that a patient sends who books one of the free times, which has its place already.</summary>
    private static string? FieldOfStaff(NewAppointment input) => input switch
    {
        { Override: true } => "override",
        { Repeat: not null } => "repeat",
        { Place: not null } => "place",
        { WaitingListId: not null } => "waitingListId",
        _ => null,
    };

    private static AppointmentView Show(Appointment appointment, BookingParties parties) =>
        AppointmentView.Of(appointment, parties.Patient.FullName, parties.Thanatologist.FullName);

    /// <summary>A thanatologist sees their own agenda and the appointments of their own patients.</summary>
    private async Task<bool> SeesAsync(Caller caller, Appointment appointment) => caller.Role switch
    {
        Role.Patient => caller.Is(appointment.PatientId),
        Role.Thanatologist => caller.Is(appointment.ThanatologistId) || (await users.FindAsync(appointment.PatientId) is { } patient && caller.KeepsAgendaOf(patient)),
        _ => true,
    };

    /// <summary>The query for what the caller may see of it. A thanatologist who names nobody sees their own agenda.</summary>
    private async Task<AppointmentQuery> NarrowAsync(Caller caller, AppointmentQuery query)
    {
        if (caller.Role is Role.Patient)
            query = query with { PatientId = query.PatientId ?? caller.UserId };
        else if (caller.IsThanatologist && query.PatientId is null)
            query = query with { ThanatologistId = query.ThanatologistId ?? caller.UserId };
        if (query.PatientId is { } patientId && !(await users.FindAsync(patientId) is { IsPatient: true } patient && caller.KeepsAgendaOf(patient)))
            throw new NotFoundException();
        if (query is { PatientId: null, ThanatologistId: { } id })
            await caller.CheckSeesAgendaAsync(users, id);
        return query;
    }
}

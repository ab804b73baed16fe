using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>
/// Who waits for a time. The front desk, admins and services keep the whole list, thanatologists what is of their own patients. Patients
/// who cannot be booked now, as their record is closed or their account inactive, are left out as long as that is so.
/// </summary>
public sealed class WaitingListService(DynamoUsers users, DynamoAgendaStore agendas, DynamoWaitingList store, TimeZoneInfo zone, Contention contention, TimeProvider time)
{
    private readonly BookingDesk desk = new(users, agendas, zone, time);

    /// <exception cref="NotFoundException">There is no such patient, or the caller may not book for them.</exception>
    /// <exception cref="ConflictException">The patient waits for that thanatologist already, or cannot be booked.</exception>
    public async Task<WaitingListEntryView> AddAsync(Caller caller, NewWaitingListEntry input, ResponseToStore<WaitingListEntryView> response)
    {
        CheckStaff(caller);
        return await contention.RetryAsync(async () =>
        {
            var patientId = Identifier.Parse(input.PatientId!);
            // An entry raises the version of the patient's agenda, which is read first: so of two at once the second one sees the first.
            var agenda = await agendas.FindAsync(patientId);
            var patient = BookingDesk.CheckPatient(caller, patientId, await users.FindAsync(patientId));
            var thanatologist = input.ThanatologistId is { } id ? await desk.FindThanatologistAsync(caller, Identifier.Parse(id), patient.Record!) : null;
            var waiting = await store.ListAsync();
            if (waiting.Any(other => other.PatientId == patientId && other.ThanatologistId == thanatologist?.Id))
                throw new ConflictException(ProblemCode.AlreadyWaiting);
            if (waiting.Count >= DynamoWaitingList.MostEntries)
                throw new ConflictException(ProblemCode.WaitingListFull);
            var now = time.GetUtcNow();
            var entry = new WaitingListEntry(
                Identifier.New(time), patientId, thanatologist?.Id, input.Weekdays is { } days ? [.. days.Order()] : null, input.From, input.To, input.Until, input.Note?.Trim(), now);
            var view = WaitingListEntryView.Of(entry, patient.FullName, thanatologist?.FullName);
            await store.AddAsync(caller, patient, agenda, entry, AuditEntry.Of(caller, patientId, AuditAction.WaitingListEntryAdded, now), response.For(view));
            return view;
        });
    }

    /// <summary>The entries that suit a thanatologist or a time, oldest first.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their agenda is not the caller's to see.</exception>
    public async Task<Slice<WaitingListEntryView>> ListAsync(Caller caller, WaitingListQuery query, Page page)
    {
        CheckStaff(caller);
        if (query is { Minutes: not null, Fits: null })
            throw new InvalidInputException("minutes", FieldCode.NotAllowed, new("es solo con fits", "goes with fits only"));
        if (query.Fits is { } fits && AppointmentRules.FaultOfStart(fits, time) is { } fault)
            throw new InvalidInputException("fits", fault);
        var thanatologistId = query.ThanatologistId ?? (caller.IsThanatologist ? caller.UserId : null);
        if (thanatologistId is not null)
            await caller.CheckSeesAgendaAsync(users, thanatologistId);
        var found = await FindAsync(thanatologistId, query.Fits is { } start ? (start, query.Minutes ?? await MinutesOfAsync(thanatologistId)) : null);
        var following = found.Where(one => caller.KeepsAgendaOf(one.Patient.Id, one.Patient.Record?.ThanatologistId) && string.CompareOrdinal(one.Entry.Id, page.After) > 0);
        var slice = Slice.Cut([.. following.Take(page.Limit + 1)], page.Limit, one => one.Entry.Id);
        var names = await users.FindNamesAsync(slice.Items.Select(one => one.Entry.ThanatologistId).OfType<string>(), time);
        return slice.Select(one => WaitingListEntryView.Of(one.Entry, one.Patient.FullName, one.Entry.ThanatologistId is { } id ? names.GetValueOrDefault(id) : null));
    }

    /// <summary>How many entries a thanatologist's time suits.</summary>
    public async Task<int> CountFittingAsync(string thanatologistId, DateTimeOffset start, int minutes) => (await FindAsync(thanatologistId, (start, minutes))).Count;

    /// <exception cref="NotFoundException">There is no such entry, or the caller may not see it.</exception>
    public async Task RemoveAsync(Caller caller, string id)
    {
        CheckStaff(caller);
        await contention.RetryAsync(async () =>
        {
            if (await store.FindAsync(id) is not { } entry || await users.FindAsync(entry.PatientId) is not { } patient || !caller.KeepsAgendaOf(patient))
                throw new NotFoundException();
            await store.RemoveAsync(caller, entry, AuditEntry.Of(caller, entry.PatientId, AuditAction.WaitingListEntryRemoved, time.GetUtcNow()));
            return entry;
        });
    }

    /// <summary>The entries that suit, oldest first, of patients who can be booked and, where it is asked for a time, are free then.</summary>
    private async Task<IReadOnlyList<(WaitingListEntry Entry, UserSummary Patient)>> FindAsync(string? thanatologistId, (DateTimeOffset Start, int Minutes)? at)
    {
        var entries = (await store.ListAsync()).Where(entry => entry.SuitsWith(thanatologistId) && (at is not { } wanted || entry.Suits(wanted.Start, wanted.Minutes, zone))).ToList();
        var patients = (await users.FindSummariesAsync(entries.Select(entry => entry.PatientId), time))
            .Where(patient => patient is { Status: UserStatus.Active, Record.IsOpen: true }).ToDictionary(patient => patient.Id);
        if (at is var (start, minutes))
        {
            foreach (var busy in (await agendas.FindAsync([.. patients.Keys])).Where(agenda => agenda.Conflicts(start, minutes).Any()))
                patients.Remove(busy.OwnerId);
        }
        return [.. entries.Where(entry => patients.ContainsKey(entry.PatientId)).Select(entry => (entry, patients[entry.PatientId]))];
    }

    private async Task<int> MinutesOfAsync(string? thanatologistId) =>
        (thanatologistId is null ? Availability.None : (await agendas.FindAsync(thanatologistId)).Availability).Minutes;

    private static void CheckStaff(Caller caller)
    {
        if (caller.Role is Role.Patient)
            throw new ForbiddenException(ProblemCode.AppointmentByClinic);
    }
}

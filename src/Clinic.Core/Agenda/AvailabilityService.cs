using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>
/// When thanatologists are available: who may see and write their hours, and the times that are free in them. Staff see everybody's; a
/// patient who may book sees the free times of their own thanatologist.
/// </summary>
public sealed class AvailabilityService(DynamoUsers users, DynamoAgendaStore agendas, TimeZoneInfo zone, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such thanatologist, or their hours are not the caller's to see.</exception>
    public async Task<AvailabilityView> GetAsync(Caller caller, string thanatologistId) =>
        View(caller, await FindAsync(caller, thanatologistId));

    /// <summary>Writes all of it anew; what changes nothing writes nothing.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their hours are not the caller's to see.</exception>
    /// <exception cref="ForbiddenException">A thanatologist writes their own alone.</exception>
    public Task<AvailabilityView> PutAsync(Caller caller, string thanatologistId, AvailabilityEdit edit, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        var agenda = await FindAsync(caller, thanatologistId);
        if (caller.IsThanatologist && !caller.Is(thanatologistId))
            throw new ForbiddenException(ProblemCode.ColleaguesAgenda);
        var before = agenda.Availability;
        ifMatch.Check(before.Version);
        CheckFixed(edit, before);
        var after = edit.Normalized(before.Version + 1);
        var fields = AgendaItems.Difference(before, after);
        if (fields.Count == 0)
            return View(caller, agenda);
        await agendas.ChangeAvailabilityAsync(caller, agenda, after, AuditEntry.Of(caller, thanatologistId, AuditAction.AvailabilityChanged, time.GetUtcNow(), fields));
        return View(caller, agenda with { Availability = after });
    });

    /// <exception cref="NotFoundException">There is no such thanatologist, or their free times are not the caller's to see.</exception>
    public async Task<Slice<FreeTime>> FreeAsync(Caller caller, string thanatologistId, FreeQuery query, Page page)
    {
        if (IsPatient(caller) && await OwnThanatologistAsync(caller) != thanatologistId)
            throw new NotFoundException();
        var (thanatologist, agenda) = await ReadAsync(thanatologistId);
        if (thanatologist.Status is not UserStatus.Active)
            return new Slice<FreeTime>([], null);
        return Cut(Following(new FreeTimes(query, zone, time.GetUtcNow()), agenda, page), page).Select(found => found.Time);
    }

    /// <summary>The free times of all active thanatologists, soonest first; of a patient, of their own alone.</summary>
    public async Task<Slice<FreeTime>> FreeOfAllAsync(Caller caller, FreeQuery query, Page page)
    {
        var own = IsPatient(caller) ? await OwnThanatologistAsync(caller) : null;
        var shown = (await users.ActiveStaffAsync(Role.Thanatologist)).Where(user => !IsPatient(caller) || user.Id == own).ToDictionary(user => user.Id, user => user.FullName);
        var found = await agendas.FindAsync([.. shown.Keys]);
        var free = new FreeTimes(query, zone, time.GetUtcNow());
        return Cut(found.SelectMany(agenda => Following(free, agenda, page)), page)
            .Select(one => one.Time with { ThanatologistId = one.OwnerId, ThanatologistName = shown[one.OwnerId] });
    }

    /// <summary>The free times of one thanatologist that a page may have, and one more to know whether there is another page.</summary>
    private static IEnumerable<(string OwnerId, FreeTime Time)> Following(FreeTimes free, PersonAgenda agenda, Page page) => free.Of(agenda)
        .Select(time => (agenda.OwnerId, time))
        .Where(found => page.After is null || string.CompareOrdinal(Position(found), page.After) > 0)
        .Take(page.Limit + 1);

    private static Slice<(string OwnerId, FreeTime Time)> Cut(IEnumerable<(string OwnerId, FreeTime Time)> found, Page page) =>
        Slice.Cut([.. found.OrderBy(Position, StringComparer.Ordinal).Take(page.Limit + 1)], page.Limit, Position);

    /// <summary>Two thanatologists may be free at the same time.</summary>
    private static string Position((string OwnerId, FreeTime Time) found) => $"{ItemValues.Write(found.Time.Start)}#{found.OwnerId}";

    private AvailabilityView View(Caller caller, PersonAgenda agenda) =>
        AvailabilityView.Of(agenda.Availability, zone.Id, withNotes: !caller.IsThanatologist || caller.Is(agenda.OwnerId));

    private async Task<PersonAgenda> FindAsync(Caller caller, string thanatologistId) =>
        IsPatient(caller) ? throw new NotFoundException() : (await ReadAsync(thanatologistId)).Agenda;

    private async Task<(User Thanatologist, PersonAgenda Agenda)> ReadAsync(string thanatologistId)
    {
        var (findUser, findAgenda) = (users.FindAsync(thanatologistId), agendas.FindAsync(thanatologistId));
        var agenda = await findAgenda;
        return await findUser is { Role: Role.Thanatologist } thanatologist ? (thanatologist, agenda) : throw new NotFoundException();
    }

    /// <summary>Null where patients do not book: then they have not the scope.</summary>
    private async Task<string?> OwnThanatologistAsync(Caller caller) =>
        caller.Has(Scope.AppointmentsWrite) ? (await users.FindAsync(caller.UserId!))?.Record?.ThanatologistId : null;

    private static bool IsPatient(Caller caller) => caller.Role is Role.Patient;

    private void CheckFixed(AvailabilityEdit edit, Availability before)
    {
        if (edit.TimeZone is not null && edit.TimeZone != zone.Id)
            throw new InvalidInputException("timeZone", FieldCode.ReadOnly, Phrases.ReadOnly);
        if (edit.Version is not null && edit.Version != before.Version)
            throw new InvalidInputException("version", FieldCode.ReadOnly, Phrases.ReadOnly);
    }
}

using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>
/// Group sessions. One is accepted whole by one transaction, and then each who arrived gets their session by a transaction of their own. Whatever
/// ends the process in between, the repeated request or the sweep goes on with it (docs/adr/0060).
/// </summary>
public sealed class GroupSessionService(
    DynamoUsers users, DynamoGroupSessions groups, DynamoIdempotencyStore idempotency, NameDirectory names, Contention contention, ClinicCalendar calendar, TimeProvider time)
{
    /// <exception cref="NotFoundException">One of the attendees is no patient whom the caller could write a session for.</exception>
    /// <exception cref="ConflictException">One of the attendees has no open record.</exception>
    public async Task<GroupSessionView> AddAsync(Caller caller, NewGroupSession input, ResponseToStore<GroupSessionView> response)
    {
        var id = await contention.RetryAsync(async () => await idempotency.FindBegunAsync(response.Claim) ?? await AcceptAsync(caller, input, response.Claim));
        return (await FinishAsync(id, response.For))!;
    }

    /// <summary>The group sessions that a crash has left with sessions to write.</summary>
    public Task<IReadOnlyList<string>> ListUnfinishedAsync() => groups.ListUnfinishedAsync();

    /// <summary>Finishes one of <see cref="ListUnfinishedAsync"/>.</summary>
    /// <returns>False when there is none any more.</returns>
    public async Task<bool> FinishAsync(string id) => await FinishAsync(id, _ => null) is not null;

    /// <summary>Reads all attendees at once, checks them all, and only then writes.</summary>
    private async Task<string> AcceptAsync(Caller caller, NewGroupSession input, IdempotencyClaim? claim)
    {
        var found = (await users.FindSummariesAsync(input.Attendees!.Select(attendee => attendee.Id), time)).ToDictionary(user => user.Id);
        foreach (var attendee in input.Attendees!)
        {
            var patient = found.GetValueOrDefault(attendee.Id);
            SessionHolding.CheckMayWrite(caller, patient?.Role is Role.Patient, patient?.Record, input.Substitute is true);
        }
        var ofRecord = found.Values.Select(patient => patient.Record!.ThanatologistId!).Distinct().ToList();
        var holder = caller.UserId ?? ofRecord[0];
        if (caller.UserId is null && ofRecord.Count > 1)
            throw new InvalidInputException("attendees", FieldCode.NotAllowed, new("deben ser pacientes de un solo tanatólogo", "must be patients of one thanatologist"));
        SessionHolding.CheckReason(ofRecord.Exists(id => id != holder), input.Substitute, input.Reason);
        var by = AuditEntry.Of(caller, holder, AuditAction.SessionWritten, time.GetUtcNow());
        var group = new AcceptedGroup(
            Identifier.New(time),
            holder,
            await names.NameOfAsync(holder),
            [.. found.Values.Where(patient => patient.Record!.ThanatologistId != holder).Select(patient => patient.Id)],
            await names.SignerAsync(caller),
            new AuditedBy(by.ById, by.ByRole, by.RequestId),
            input);
        await groups.AcceptAsync(caller, group, claim);
        return group.Id;
    }

    /// <returns>Null when there is no such group any more: it was finished a day ago.</returns>
    private Task<GroupSessionView?> FinishAsync(string id, Func<GroupSessionView, StoredResponse?> store) => contention.RetryAsync(async () =>
    {
        if (await groups.FindAsync(id) is not { } found)
            return null;
        var group = found.Group;
        var sessions = new List<AttendedSession>();
        foreach (var attendee in group.Input.Arrived)
        {
            // Whoever else finishes the group at the same time may have written it: what they did is read again.
            var number = found.Written.TryGetValue(attendee.Id, out var written)
                ? written
                : await contention.RetryAsync(() => WriteAsync(group, attendee, isFirst: sessions.Count == 0)) ?? throw new ContentionException();
            sessions.Add(new AttendedSession(attendee.Id, SessionId.Of(attendee.Id, number), number));
        }
        var view = new GroupSessionView(id, sessions, [.. group.Input.Attendees!.Where(attendee => attendee.Arrived is false).Select(attendee => attendee.Id)]);
        await groups.FinishAsync(found, store(view));
        return view;
    });

    /// <summary>Writes the session of somebody who arrived, as the next of theirs, though their record may be closed by now.</summary>
    /// <returns>Its number, or null when it is written already.</returns>
    private async Task<int?> WriteAsync(AcceptedGroup group, Attendee attendee, bool isFirst)
    {
        var (patient, now) = ((await users.FindAsync(attendee.Id))!, time.GetUtcNow());
        var isSubstituted = group.Substituted.Contains(patient.Id);
        var session = SessionService.NewOf(group.Input.Of(attendee, isSubstituted), patient, new SessionHolding(group.ThanatologistId, isSubstituted), group.ThanatologistName, now) with
        {
            GroupId = group.Id,
            Remark = attendee.Remark?.Trim(),
            CountsGroup = isFirst,
        };
        var write = SessionWrite.Of(patient, session, group.Signer, calendar.DateOf(now));
        return await groups.TryWriteAsync(group, write, group.EntryOf(write)) ? session.Number : null;
    }
}

/// <summary>A group session that was accepted, with all that it takes to write its sessions.</summary>
/// <param name="Substituted">The patients for whom it is a substitute session.</param>
/// <param name="Signer">Who signs the sessions.</param>
internal sealed record AcceptedGroup(
    string Id, string ThanatologistId, string? ThanatologistName, IReadOnlyList<string> Substituted, Signer Signer, AuditedBy By, NewGroupSession Input)
{
    public AuditEntry EntryOf(SessionWrite write) => new(
        write.Session.UserId, AuditAction.SessionWritten, By.Id, By.Role, By.RequestId, write.Session.CreatedAt, write.AuditedFields, write.Session.Reason);
}

/// <summary>Whose request it was.</summary>
internal sealed record AuditedBy(string? Id, string? Role, string RequestId);

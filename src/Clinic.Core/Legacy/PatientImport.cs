using Clinic.Core.Auditing;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Core.Legacy;

/// <summary>
/// What makes a patient what all of their rows together say, whichever of them came first: the difference between their rows and
/// what is written. Doing it again, after a crash or beside another import, changes nothing more.
/// </summary>
internal sealed class PatientImport(DynamoStagedRows staged, DynamoImportedSessions sessions, LegacyRows rows, ClinicCalendar calendar, TimeProvider time)
{
    private const int MostChildren = 30;

    /// <summary>A number that no session has, where one waits while others change places.</summary>
    private const int Aside = 1_000_000_000;

    /// <param name="written">
    /// The patient as they were before this began to read rows: who has written them since, with rows that are not seen here, makes the write fail.
    /// </param>
    public async Task<PatientChange> ReadAsync(string patientId, ImportedUser? written, StaffDirectory staff, string job)
    {
        var picture = new PatientPicture { Id = patientId, Written = written, Rows = await staged.ListAsync(StagedRow.PatientGroup(patientId)) };
        var records = picture.InOrder(StagedRow.Record).ToDictionary(row => row.Id, row => rows.Record(RowOf(LegacyTable.Records, row)));
        foreach (var id in records.Keys)
            picture.SessionRows.AddRange((await staged.ListAsync(StagedRow.RecordGroup(id))).Where(row => row.Is(StagedRow.Session)));
        if (picture is not { Patient: { } patientRow, Record: not null })
            return Waits(picture);
        var record = records[picture.Record.Id];
        picture.Settle(picture.InOrder(StagedRow.Record).Skip(1), RowOutcome.Rejected("user_id", "names a patient who has a record with a lower id: only the sessions of this one are taken"));
        if (await staff.FindAsync(record.StaffId, patientId) is not { } thanatologist)
            return Waits(picture);
        if (thanatologist.Role is not Security.Role.Thanatologist)
        {
            picture.Settle([picture.Record], RowOutcome.Rejected("staff_id", "names somebody who is no thanatologist"));
            return Waits(picture);
        }
        // The count is raised before a session is written: without one there are no sessions to read.
        if (written is { User.Record.SessionCount: > 0 })
            picture.WrittenSessions = await sessions.ListAsync(picture.UserId);
        var held = await HeldAsync(picture, records, staff);
        var data = rows.Patient(RowOf(LegacyTable.Patients, patientRow)) with { Children = Children(picture) };
        var ids = held.Keys.Select(session => session.Id).ToHashSet();
        var own = picture.WrittenSessions.Where(session => session.LegacyId is not { } id || !ids.Contains(id)).Select(session => session.Number).ToHashSet();
        var numbers = SessionNumbering.Assign([.. held.Keys], own);
        var user = UserOf(picture, data, record, thanatologist, numbers.Count + own.Count, held.Keys, job);
        var present = picture.WrittenSessions.Select(session => session.LegacyId).ToHashSet();
        return new PatientChange(
            patientId,
            picture.Outcomes,
            user,
            Moves(picture, numbers),
            [.. numbers.Where(place => !present.Contains(place.Value.Id)).Select(place => SessionOf(picture, place.Key, place.Value, held[place.Value], records[place.Value.RecordId], data))]);
    }

    private static PatientChange Waits(PatientPicture picture)
    {
        picture.Settle(picture.Rows.Concat(picture.SessionRows), RowOutcome.Waiting);
        return new PatientChange(picture.Id, picture.Outcomes, null, [], []);
    }

    private static ImportRow RowOf(LegacyTable table, StagedRow row) => new(table, 0, row.Values);

    private IReadOnlyList<Child>? Children(PatientPicture picture)
    {
        var ordered = picture.InOrder(StagedRow.Child).ToList();
        picture.Settle(ordered.Skip(MostChildren), RowOutcome.Rejected("mother_id", $"names a parent who has {MostChildren} children already"));
        // Where there is none, they have been forgotten, as rows are after a while, or there never was one.
        return ordered.Count == 0 ? picture.Written?.User.Data.Children : [.. ordered.Take(MostChildren).Select(row => rows.Child(RowOf(LegacyTable.Children, row)).Child)];
    }

    /// <summary>The sessions whose thanatologist is there, each with them.</summary>
    private async Task<Dictionary<LegacySession, User>> HeldAsync(PatientPicture picture, Dictionary<string, LegacyRecord> records, StaffDirectory staff)
    {
        var held = new Dictionary<LegacySession, User>();
        foreach (var row in picture.SessionRows)
        {
            var session = rows.Session(RowOf(LegacyTable.Sessions, row));
            if (await staff.FindAsync(session.StaffId ?? records[session.RecordId].StaffId, picture.Id) is not { } holder)
                picture.Settle([row], RowOutcome.Waiting);
            else
                held.Add(session, holder);
        }
        picture.Settle(picture.SessionRows, RowOutcome.Taken);
        return held;
    }

    /// <summary>The patient as the rows say; null when they are so already. The number of sessions is raised before they are written: from then on nobody else gives their numbers away.</summary>
    private UserWrite? UserOf(
        PatientPicture picture, MasterData data, LegacyRecord record, User thanatologist, int sessionCount, IReadOnlyCollection<LegacySession> held, string job)
    {
        var now = time.GetUtcNow();
        DateOnly[] days = [.. held.Select(session => session.Date).Concat(picture.WrittenSessions.Select(session => session.Date)).Order()];
        DateTimeOffset? first = days is [var earliest, ..] ? calendar.StartOf(earliest) : null;
        DateTimeOffset? last = days is [.., var latest] ? calendar.StartOf(latest) : null;
        if (picture.Written is not { User: var before } written)
        {
            var opened = first ?? now;
            var added = new User(
                picture.UserId, Security.Role.Patient, UserStatus.Active, data, 1, now, now, null,
                new PatientRecord(record.IsOpen, thanatologist.Id, record.Ekr, sessionCount, opened, record.IsOpen ? null : last ?? opened));
            picture.Settle(picture.Rows, RowOutcome.Taken);
            return new UserWrite(null, added, Entry(picture, AuditAction.UserImported, job, now, []));
        }
        var counted = before with { Record = before.Record! with { SessionCount = sessionCount, OpenedAt = first < before.Record.OpenedAt ? first.Value : before.Record.OpenedAt } };
        var whole = counted with
        {
            Data = data,
            Record = counted.Record with
            {
                IsOpen = record.IsOpen,
                ThanatologistId = thanatologist.Id,
                Ekr = record.Ekr,
                ClosedAt = record.IsOpen ? null : last ?? before.Record.ClosedAt ?? now,
            },
        };
        // What somebody has changed in the application since is theirs: of it, only new sessions change the count and the first day.
        var after = written.IsAsImported ? whole : counted;
        if (!written.IsAsImported && UserDifference.Fields(counted, whole).Count > 0)
            picture.Settle(picture.Rows.Where(row => row.Job == job), RowOutcome.Rejected("id", "belongs to a patient who was changed in the application since the import"));
        picture.Settle(picture.Rows, RowOutcome.Taken);
        var fields = UserDifference.Fields(before, after);
        if (fields.Count == 0)
            return null;
        if (written.IsAsImported && fields is not ["sessionCount"])
            after = after with { Version = before.Version + 1, UpdatedAt = now };
        var action = before.Record.SessionCount == sessionCount ? AuditAction.UserImported : AuditAction.SessionsImported;
        return new UserWrite(before, after, Entry(picture, action, job, now, fields));
    }

    /// <summary>Sessions of earlier imports go to the numbers that they have now, one at a time and each to a free one.</summary>
    private static List<(Session Before, Session After)> Moves(PatientPicture picture, IReadOnlyDictionary<int, LegacySession> numbers)
    {
        var moves = new List<(Session, Session)>();
        var places = picture.WrittenSessions.ToDictionary(session => session.Number);
        var wanted = numbers.ToDictionary(place => place.Value.Id, place => (Number: place.Key, place.Value));
        while (places.Values.Where(session => session.LegacyId is { } id && wanted.TryGetValue(id, out var place) && place.Number != session.Number).ToList() is { Count: > 0 } moving)
        {
            var next = moving.FirstOrDefault(session => !places.ContainsKey(wanted[session.LegacyId!].Number)) ?? moving[0];
            var (target, legacy) = wanted[next.LegacyId!];
            var number = places.ContainsKey(target) ? Aside + next.Number : target;
            var moved = next with { Number = number, LegacyNumber = number == legacy.Number ? null : legacy.Number };
            moves.Add((next, moved));
            places.Remove(next.Number);
            places.Add(number, moved);
        }
        return moves;
    }

    private Session SessionOf(PatientPicture picture, int number, LegacySession legacy, User holder, LegacyRecord record, MasterData data) => new(
        picture.UserId,
        number,
        holder.Id,
        holder.FullName,
        legacy.Date,
        legacy.ServiceType,
        legacy.InterventionType,
        legacy.Tool,
        legacy.Motive,
        legacy.Evaluation,
        legacy.RecoveryFee,
        legacy.StaffId is { } id && id != record.StaffId,
        null,
        [],
        time.GetUtcNow(),
        data.Gender,
        legacy.Id,
        number == legacy.Number ? null : legacy.Number);

    private static AuditEntry Entry(PatientPicture picture, string action, string job, DateTimeOffset at, IReadOnlyList<string> fields) =>
        new(picture.UserId, action, null, "service", job, at, fields);
}

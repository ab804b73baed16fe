using System.Collections.Concurrent;
using Clinic.Core.Auditing;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>
/// Plans what to write so that a patient is what all of their rows together say, whichever row came first: the difference between
/// the rows and what is stored. It writes nothing itself, except that a patient waits for a member of staff.
/// </summary>
internal sealed class PatientPlanner(
    DynamoImportedUsers users, DynamoImportedSessions sessions, DynamoStagedRows staged, LegacyRows rules, ClinicCalendar calendar, TimeProvider time)
{
    private const int MostChildren = 30;

    /// <summary>Added to the number of a session that is deferred while others change places. No session has such a number.</summary>
    private const int Deferred = 1_000_000_000;

    /// <summary>Reads and plans many patients at once.</summary>
    /// <param name="patients">The old ids.</param>
    /// <param name="brought">Sessions that come now, by patient.</param>
    public async Task<IReadOnlyCollection<PatientPlan>> PlanAsync(IReadOnlyCollection<string> patients, ILookup<string, LegacySession> brought, StaffDirectory staff, FilePass pass)
    {
        var reading = users.FindAsync(patients.Select(LegacyId.Patient));
        var groups = await staged.FindAsync(patients.Select(StagedRow.PatientGroup));
        var written = await reading;
        var waiting = (await staged.FindSessionsAsync(groups.Values.SelectMany(group => group.Records))).ToLookup(row => row.Group);
        var plans = new ConcurrentBag<PatientPlan>();
        await Parallel.ForEachAsync(patients, ManyItems.SideBySide, async (patient, _) =>
        {
            var group = groups[StagedRow.PatientGroup(patient)];
            var sessionRows = group.Records.SelectMany(record => waiting[StagedRow.RecordGroup(record)]).ToList();
            plans.Add(await PlanAsync(patient, group, written.GetValueOrDefault(LegacyId.Patient(patient)), sessionRows, brought[patient], staff, pass));
        });
        return plans;
    }

    /// <param name="group">The patient's rows.</param>
    /// <param name="written">The patient as stored when read. The write fails if somebody else writes the patient in between.</param>
    /// <param name="waiting">Sessions of the records that are staged.</param>
    /// <param name="brought">Sessions that come now.</param>
    private async Task<PatientPlan> PlanAsync(
        string patientId, RowGroup group, ImportedUser? written, IReadOnlyCollection<StagedRow> waiting, IEnumerable<LegacySession> brought, StaffDirectory staff, FilePass pass)
    {
        // The count is raised before a session is written, so without a count there are no sessions to read.
        IReadOnlyList<Session> present = written is { User.Record.SessionCount: > 0 } ? await sessions.ListAsync(LegacyId.Patient(patientId)) : [];
        var patient = new StoredPatient
        {
            Id = patientId,
            Group = group,
            Records = group.Rows.Values.Where(row => row.Is(StagedRow.Record)).ToDictionary(row => row.Id, row => LegacyRows.Record(RowOf(LegacyTable.Records, row))),
            Written = written,
            WrittenSessions = present,
            Sessions = new SessionMerge(present, waiting, brought, pass, rules),
        };
        if (patient is not { PatientRow: { } patientRow, Record: not null })
            return Waits(patient);
        var record = patient.Records[patient.Record.Id];
        patient.Decide(patient.InOrder(StagedRow.Record).Skip(1), RowOutcome.Rejected("user_id", "names a patient who has a record with a lower id: only the sessions of this one are taken"));
        if (await staff.FindAsync(record.StaffId, patientId) is not { } thanatologist)
            return Waits(patient);
        if (thanatologist.Role is not Role.Thanatologist)
        {
            patient.Decide([patient.Record], RowOutcome.Rejected("staff_id", "names somebody who is no thanatologist"));
            return Waits(patient);
        }
        var held = await HeldAsync(patient, staff);
        patient.Sessions.Decide(held.ContainsKey);
        var data = rules.Patient(RowOf(LegacyTable.Patients, patientRow)) with { Children = Children(patient) };
        // Hashes have the number in them: what is in a chain keeps it, as what the application has written does.
        var imported = present.Where(session => session is { LegacyId: not null, IsChained: false }).ToList();
        var own = present.Except(imported).Select(session => session.Number).ToHashSet();
        var numbers = SessionNumbering.Assign([.. imported.Select(NumberedSession.Of), .. held.Keys.Select(row => NumberedSession.Of(row.Session))], own)
            .ToDictionary(place => place.Value, place => place.Key);
        var user = UserOf(patient, data, record, thanatologist, numbers.Count + own.Count, held.Keys, pass);
        return new PatientPlan(
            patientId,
            patient.Outcomes,
            patient.Sessions,
            user,
            Moves(present, numbers),
            [.. held.Select(row => SessionOf(patient, numbers[row.Key.Session.Id], row.Key, row.Value, data))]);
    }

    private static PatientPlan Waits(StoredPatient patient)
    {
        patient.Decide(patient.Rows, RowOutcome.Waiting);
        patient.Sessions.Decide(static _ => false);
        return new PatientPlan(patient.Id, patient.Outcomes, patient.Sessions, null, [], []);
    }

    private static ImportRow RowOf(LegacyTable table, StagedRow row) => new(table, 0, row.Values);

    private IReadOnlyList<Child>? Children(StoredPatient patient)
    {
        var ordered = patient.InOrder(StagedRow.Child).ToList();
        patient.Decide(ordered.Skip(MostChildren), RowOutcome.Rejected("mother_id", $"names a parent who has {MostChildren} children already"));
        // Without one, the rows have expired or there never was one.
        return ordered.Count == 0 ? patient.Written?.User.Data.Children : [.. ordered.Take(MostChildren).Select(row => rules.Child(RowOf(LegacyTable.Children, row)).Child)];
    }

    /// <summary>The sessions to be written whose record and thanatologist are there, each with the thanatologist.</summary>
    private static async Task<Dictionary<PendingSession, User>> HeldAsync(StoredPatient patient, StaffDirectory staff)
    {
        var held = new Dictionary<PendingSession, User>();
        foreach (var row in patient.Sessions.Pending)
        {
            if (patient.Records.TryGetValue(row.Session.RecordId, out var record) && await staff.FindAsync(row.Session.StaffId ?? record.StaffId, patient.Id) is { } holder)
                held.Add(row, holder);
        }
        return held;
    }

    /// <summary>The patient as the rows say; null when nothing changes. The number of sessions is raised before they are written, so that from then on nobody else assigns their numbers.</summary>
    private UserWrite? UserOf(
        StoredPatient patient, MasterData data, LegacyRecord record, User thanatologist, int sessionCount, IReadOnlyCollection<PendingSession> held, FilePass pass)
    {
        var now = time.GetUtcNow();
        DateOnly[] days = [.. held.Select(row => row.Session.Date).Concat(patient.WrittenSessions.Select(session => session.Date)).Order()];
        DateTimeOffset? first = days is [var earliest, ..] ? calendar.StartOf(earliest) : null;
        DateTimeOffset? last = days is [.., var latest] ? calendar.StartOf(latest) : null;
        if (patient.Written is not { User: var before } written)
        {
            var opened = first ?? now;
            var added = new User(
                patient.UserId, Role.Patient, UserStatus.Active, data, 1, now, now, null,
                new PatientRecord(record.IsOpen, thanatologist.Id, record.Ekr, sessionCount, opened, record.IsOpen ? null : last ?? opened));
            patient.Decide(patient.Rows, RowOutcome.Taken);
            return new UserWrite(null, added, Entry(patient, AuditAction.UserImported, pass, now, []));
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
        // What somebody has changed in the application since then stays. New sessions change only the count and the first day.
        var after = written.IsAsImported ? whole : counted;
        if (!pass.IsRecount && !written.IsAsImported && UserDifference.Fields(counted, whole).Count > 0)
            patient.Decide(patient.Rows.Where(row => row.Job == pass.Job), RowOutcome.Rejected("id", "belongs to a patient who was changed in the application since the import"));
        patient.Decide(patient.Rows, RowOutcome.Taken);
        var fields = UserDifference.Fields(before, after);
        if (fields.Count == 0)
            return null;
        if (written.IsAsImported && fields is not ["sessionCount"])
            after = after with { Version = before.Version + 1, UpdatedAt = now };
        var action = before.Record.SessionCount == sessionCount ? AuditAction.UserImported : AuditAction.SessionsImported;
        return new UserWrite(before, after, Entry(patient, action, pass, now, fields));
    }

    /// <summary>Moves sessions of earlier imports to their new numbers, one at a time and each to a free number.</summary>
    private static List<(Session Before, Session After)> Moves(IReadOnlyList<Session> present, Dictionary<string, int> numbers)
    {
        var moves = new List<(Session, Session)>();
        var places = present.ToDictionary(session => session.Number);
        while (places.Values.Where(session => session is { LegacyId: { } id, IsChained: false } && numbers[id] != session.Number).ToList() is { Count: > 0 } moving)
        {
            var next = moving.FirstOrDefault(session => !places.ContainsKey(numbers[session.LegacyId!])) ?? moving[0];
            var target = numbers[next.LegacyId!];
            var number = places.ContainsKey(target) ? Deferred + next.Number : target;
            var old = NumberedSession.Of(next).Number;
            var moved = next with { Number = number, LegacyNumber = number == old ? null : old };
            moves.Add((next, moved));
            places.Remove(next.Number);
            places.Add(number, moved);
        }
        return moves;
    }

    private Session SessionOf(StoredPatient patient, int number, PendingSession row, User holder, MasterData data) => new(
        patient.UserId,
        number,
        holder.Id,
        holder.FullName,
        row.Session.Date,
        row.Session.ServiceType,
        row.Session.InterventionType,
        row.Session.Tool,
        row.Session.Motive,
        row.Session.Evaluation,
        row.Session.RecoveryFee,
        row.Session.StaffId is { } id && id != patient.Records[row.Session.RecordId].StaffId,
        null,
        [],
        time.GetUtcNow(),
        data.Gender,
        row.Session.Id,
        number == row.Session.Number ? null : row.Session.Number,
        row.Job);

    private static AuditEntry Entry(StoredPatient patient, string action, FilePass pass, DateTimeOffset at, IReadOnlyList<string> fields) =>
        new(patient.UserId, action, null, "service", pass.Job, at, fields);
}

/// <summary>What is known of a patient of the old clinic: the rows that have come so far, and what is stored.</summary>
internal sealed class StoredPatient
{
    private readonly Dictionary<string, RowOutcome> outcomes = [];

    public required string Id { get; init; }

    public required RowGroup Group { get; init; }

    /// <summary>The records that name the patient, by their old ids.</summary>
    public required IReadOnlyDictionary<string, LegacyRecord> Records { get; init; }

    public required ImportedUser? Written { get; init; }

    public required IReadOnlyList<Session> WrittenSessions { get; init; }

    /// <summary>The sessions of all records that name the patient.</summary>
    public required SessionMerge Sessions { get; init; }

    public string UserId => LegacyId.Patient(Id);

    public IReadOnlyDictionary<string, RowOutcome> Outcomes => outcomes;

    public IEnumerable<StagedRow> Rows => Group.Rows.Values;

    public StagedRow? PatientRow => Rows.FirstOrDefault(row => row.Is(StagedRow.Patient));

    /// <summary>The record with the lowest id, whichever came first.</summary>
    public StagedRow? Record => InOrder(StagedRow.Record).FirstOrDefault();

    public IEnumerable<StagedRow> InOrder(string table) => Rows.Where(row => row.Is(table)).OrderBy(row => row.Id.Length).ThenBy(row => row.Id, StringComparer.Ordinal);

    /// <summary>Decides what becomes of rows that are not decided yet.</summary>
    public void Decide(IEnumerable<StagedRow> rows, RowOutcome outcome)
    {
        foreach (var row in rows)
            outcomes.TryAdd(row.Row, outcome);
    }
}

/// <summary>What has to be written so that a patient is what their rows say, in this order: the patient, the sessions that get another number, the new sessions.</summary>
/// <param name="PatientId">The old id.</param>
/// <param name="Outcomes">The outcomes of the patient's rows, by table and old id.</param>
/// <param name="Sessions">Rows of sessions, some of which keep waiting.</param>
/// <param name="Moves">In this order, each to a number that is free by then.</param>
internal sealed record PatientPlan(
    string PatientId, IReadOnlyDictionary<string, RowOutcome> Outcomes, SessionMerge Sessions, UserWrite? User, IReadOnlyList<(Session Before, Session After)> Moves, IReadOnlyList<Session> New)
{
    private const int BytesOfPatient = 2_000;
    private const int BytesOfSession = 300;

    /// <summary>Approximately how much memory it takes, without the sessions that come now.</summary>
    public long Bytes => BytesOfPatient + ((User?.After.Record?.Ekr?.Length ?? 0) * sizeof(char))
        + Sessions.Pending.Sum(row => BytesOfSession + (row.Staged is null ? 0 : row.Session.Evaluation.Length * sizeof(char)));
}

using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>Imports rows of one table, in steps of many. Importing the same ones again, after a crash or from another file, changes nothing more.</summary>
/// <param name="mostRows">Of a step.</param>
internal sealed class RowImport(
    DynamoStagedRows stagedRows, DynamoImportedUsers users, DynamoImportedSessions sessions, ClinicCalendar calendar, Contention contention, TimeProvider time, int mostRows = 40_000)
{
    /// <summary>How many requests to DynamoDB are under way at once.</summary>
    internal const int Workers = 4;
    private const string Nobody = "";
    internal static readonly ParallelOptions SideBySide = new() { MaxDegreeOfParallelism = Workers };
    private static readonly ILookup<string, LegacySession> NoSessions = Array.Empty<LegacySession>().ToLookup(session => session.Id);
    private readonly LegacyRows rules = new(calendar);

    /// <summary>Begins a step of rows of a table.</summary>
    internal ImportStep Begin(LegacyTable table, ImportRun run) => new(table, new RowStaging(stagedRows, rules, run), this, rules, run, mostRows);

    /// <summary>Writes members of staff, and the patients who have waited for them.</summary>
    internal async Task WriteStaffAsync(IReadOnlyList<StagedImport> staged, ImportRun run, Action<IReadOnlyDictionary<string, RowOutcome>> settle)
    {
        var import = new StaffImport(users, time);
        await Parallel.ForEachAsync(staged, SideBySide, async (row, _) => settle(new Dictionary<string, RowOutcome>
        {
            [row.Name] = await contention.RetryAsync(() => import.WriteAsync(row.Row, LegacyRows.Staff(row.Row), run, row.IsNew)),
        }));
        var waiting = new List<string>();
        foreach (var row in staged)
            waiting.AddRange(await stagedRows.ListWaitingAsync(row.Row.Id));
        await WritePatientsAsync(waiting, run, static _ => { });
    }

    /// <summary>Writes the sessions whose patients and records are there, and lets the others wait.</summary>
    internal async Task WriteSessionsAsync(IReadOnlyCollection<LegacySession> brought, ImportRun run, Action<IReadOnlyDictionary<string, RowOutcome>> settle)
    {
        var owners = await stagedRows.FindOwnersAsync(brought.Select(session => session.RecordId));
        var owned = brought.ToLookup(session => owners.GetValueOrDefault(session.RecordId, Nobody));
        var unowned = owned[Nobody].ToLookup(session => session.RecordId);
        var waiting = (await stagedRows.FindSessionsAsync(unowned.Select(record => record.Key))).ToLookup(row => row.Group);
        foreach (var chunk in unowned.Chunk(1_000))
        {
            var records = chunk.Select(record => new SessionRows([], [.. waiting[StagedRow.RecordGroup(record.Key)]], record, run, rules)).ToList();
            foreach (var rows in records)
            {
                rows.Settle(static _ => false);
                settle(rows.Outcomes);
            }
            await stagedRows.PutSessionsAsync([.. records.SelectMany(rows => rows.ToStage)]);
        }
        await WritePatientsAsync(owners.Values, owned, run, settle);
    }

    /// <param name="settle">Told what became of the patients' rows, of every table.</param>
    internal Task WritePatientsAsync(IEnumerable<string> patients, ImportRun run, Action<IReadOnlyDictionary<string, RowOutcome>> settle) => WritePatientsAsync(patients, NoSessions, run, settle);

    private Task WritePatientsAsync(
        IEnumerable<string> patients, ILookup<string, LegacySession> brought, ImportRun run, Action<IReadOnlyDictionary<string, RowOutcome>> settle) => new PatientsImport(
            new PatientImport(sessions, rules, calendar, time), users, sessions, stagedRows, new StaffDirectory(users, stagedRows), contention).WriteAsync(patients, brought, run, settle);
}

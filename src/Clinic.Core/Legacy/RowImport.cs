using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Imports rows of one table, in steps of many. Importing the same ones again, after a crash or from another file, changes nothing more.</summary>
/// <param name="mostRows">Of a step.</param>
public sealed class RowImport(
    DynamoStagedRows stagedRows, DynamoImportedUsers users, DynamoImportedSessions sessions, ClinicCalendar calendar, Contention contention, TimeProvider time, int mostRows = 40_000)
{
    /// <summary>How many requests to DynamoDB are under way at once.</summary>
    internal const int Workers = 4;
    private readonly LegacyRows rules = new(calendar, time);

    /// <summary>Begins a step of rows of a table.</summary>
    /// <param name="isRecount">The rows have been imported before: only what has become of them is to be counted.</param>
    internal ImportStep Begin(LegacyTable table, string job, bool isRecount) => new(table, job, new RowStaging(stagedRows, rules, isRecount), this, mostRows, isRecount);

    /// <summary>Completes what an import that broke off has left.</summary>
    internal Task CompleteAsync() => sessions.CompleteAsync();

    /// <summary>Writes members of staff, and the patients who have waited for them.</summary>
    internal async Task WriteStaffAsync(IReadOnlyList<StagedImport> staged, string job, Action<IReadOnlyDictionary<string, RowOutcome>> settle)
    {
        var import = new StaffImport(users, time);
        await Parallel.ForEachAsync(staged, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (row, _) => settle(new Dictionary<string, RowOutcome>
        {
            [row.Name] = await contention.RetryAsync(() => import.WriteAsync(row.Row.Id, rules.Staff(row.Row), job, row.IsNew)),
        }));
        var staff = new StaffDirectory(users, stagedRows);
        var waiting = new List<string>();
        foreach (var row in staged)
            waiting.AddRange(await staff.WaitingForAsync(row.Row.Id));
        await WritePatientsAsync(waiting, job, static _ => { });
    }

    /// <param name="settle">Told what became of the patients' rows, of every table.</param>
    internal Task WritePatientsAsync(IEnumerable<string> patients, string job, Action<IReadOnlyDictionary<string, RowOutcome>> settle) => new PatientsImport(
        new PatientImport(stagedRows, sessions, rules, calendar, time), users, sessions, new StaffDirectory(users, stagedRows), contention).WriteAsync(patients, job, settle);
}

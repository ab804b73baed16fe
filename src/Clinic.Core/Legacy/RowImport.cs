using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Imports rows of one table, in steps of many. Importing the same ones again, after a crash or from another file, changes nothing more.</summary>
public sealed class RowImport(
    DynamoStagedRows stagedRows, DynamoImportedUsers users, DynamoImportedSessions sessions, ClinicCalendar calendar, Contention contention, TimeProvider time)
{
    /// <summary>How many requests to DynamoDB are under way at once.</summary>
    internal const int Workers = 4;
    private readonly LegacyRows rules = new(calendar, time);

    /// <summary>Begins a step of rows of a table.</summary>
    internal ImportStep Begin(LegacyTable table, string job) => new(table, job, new RowStaging(stagedRows, rules), this);

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
        new PatientImport(stagedRows, sessions, rules, calendar, time), users, sessions, new StaffDirectory(users, stagedRows), time).WriteAsync(patients, job, settle);
}

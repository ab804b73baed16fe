using System.Collections.Concurrent;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Imports rows of one table, some hundred at a time. Importing the same ones again, after a crash or from another file, changes nothing more.</summary>
public sealed class RowImport(
    DynamoStagedRows stagedRows, DynamoImportedUsers users, DynamoImportedSessions sessions, ClinicCalendar calendar, Contention contention, TimeProvider time)
{
    private const int Workers = 4;
    private const int MostRounds = 10;
    private readonly LegacyRows rules = new(calendar, time);

    /// <summary>Adds to the result what became of the rows.</summary>
    internal async Task<ImportResult> ImportAsync(IReadOnlyList<ImportRow> batch, string job, ImportResult result)
    {
        var staging = new RowStaging(stagedRows, rules);
        var (staged, rejected) = await staging.StageAsync(batch, job);
        var staff = new StaffDirectory(users, stagedRows);
        var outcomes = new ConcurrentDictionary<string, RowOutcome>();
        if (staged is [{ Row.Table: var table }, ..] && table == LegacyTable.Staff)
            await WriteStaffAsync(staged, staff, job, outcomes);
        else
        {
            var patients = await staging.PatientsAsync(staged);
            await WritePatientsAsync(patients.SelectMany(patient => patient).Distinct(), staff, job, outcomes);
        }
        result = rejected.Concat(staged.Select(import => (import, outcome: outcomes.GetValueOrDefault(import.Places[0].Row, RowOutcome.Waiting)))
            .Where(pair => pair.outcome.State is RowState.Rejected)
            .Select(pair => new RejectedRow(pair.import.Row.Line, pair.outcome.Column, pair.outcome.Reason)))
            .OrderBy(row => row.Line).Aggregate(result, (sum, row) => sum.With(row));
        return staged.Aggregate(result, (sum, import) => (outcomes.GetValueOrDefault(import.Places[0].Row, RowOutcome.Waiting).State, import.IsNew) switch
        {
            (RowState.Taken, true) => sum with { Read = sum.Read + 1, Written = sum.Written + 1 },
            (RowState.Taken, false) => sum with { Read = sum.Read + 1, Unchanged = sum.Unchanged + 1 },
            (RowState.Waiting, _) => sum with { Read = sum.Read + 1, Waiting = sum.Waiting + 1 },
            _ => sum,
        });
    }

    private async Task WriteStaffAsync(IReadOnlyList<StagedImport> staged, StaffDirectory staff, string job, ConcurrentDictionary<string, RowOutcome> outcomes)
    {
        var import = new StaffImport(users, time);
        await Parallel.ForEachAsync(staged, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (row, _) =>
            outcomes[row.Places[0].Row] = await contention.RetryAsync(() => import.WriteAsync(row.Row.Id, rules.Staff(row.Row), job, row.IsNew)));
        foreach (var row in staged)
            await WritePatientsAsync(await staff.WaitingForAsync(row.Row.Id), staff, job, new ConcurrentDictionary<string, RowOutcome>());
    }

    private async Task WritePatientsAsync(IEnumerable<string> patients, StaffDirectory staff, string job, ConcurrentDictionary<string, RowOutcome> outcomes)
    {
        var import = new PatientImport(stagedRows, users, sessions, rules, calendar, time);
        var left = patients.ToDictionary(LegacyId.Patient);
        for (var round = 0; left.Count > 0; round++)
        {
            if (round == MostRounds)
                throw new ContentionException();
            var added = new ConcurrentBag<Session>();
            await Parallel.ForEachAsync(left.Values, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (patient, _) =>
            {
                var (picture, found) = await contention.RetryAsync(() => import.WriteAsync(patient, staff, job));
                foreach (var session in found)
                    added.Add(session);
                foreach (var (row, outcome) in picture.Outcomes)
                    outcomes.AddOrUpdate(row, outcome, (_, other) => other.State is RowState.Taken ? other : outcome);
            });
            // Whose number somebody else has taken is looked at again.
            var refused = (await AddAsync(added)).Select(session => session.UserId).ToHashSet();
            left = left.Where(patient => refused.Contains(patient.Key)).ToDictionary();
        }
    }

    /// <summary>A month's sessions all write to the clinic's figures of that month, so only months are written side by side.</summary>
    private async Task<IEnumerable<Session>> AddAsync(IEnumerable<Session> added)
    {
        var refused = new ConcurrentBag<Session>();
        await Parallel.ForEachAsync(
            added.GroupBy(session => (session.Date.Year, session.Date.Month)),
            new ParallelOptions { MaxDegreeOfParallelism = Workers },
            async (month, _) =>
            {
                foreach (var held in month.GroupBy(session => session.ThanatologistId))
                {
                    foreach (var session in await sessions.AddAsync([.. held]))
                        refused.Add(session);
                }
            });
        return refused;
    }
}

using System.Collections.Concurrent;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Writes what the rows of a step are about: plans the patients from all of their rows and writes the plans. Writing the same rows
/// again, after a crash or from another file, changes nothing more.
/// </summary>
internal sealed class RowWriter(
    DynamoStagedRows stagedRows, DynamoImportedUsers users, DynamoImportedSessions sessions, LegacyRows rules, ClinicCalendar calendar, Contention contention, TimeProvider time)
{
    private const int MostRounds = 20;
    private const int MostPatients = 200; // read at once

    /// <summary>How much is held in memory before it is written, besides the texts of the step's own sessions.</summary>
    private const int MostBytes = 20_000_000;

    private const string Nobody = "";
    private static readonly ILookup<string, LegacySession> NoSessions = Array.Empty<LegacySession>().ToLookup(session => session.Id);
    private readonly StaffWriter staffWriter = new(users, time);
    private readonly PatientPlanner planner = new(users, sessions, stagedRows, rules, calendar, time);
    private readonly PatientWriter patientWriter = new(users, sessions, stagedRows);

    /// <summary>Writes members of staff and the patients who waited for them.</summary>
    /// <returns>The outcomes of the rows. The rows are written while this is enumerated.</returns>
    internal async IAsyncEnumerable<IReadOnlyDictionary<string, RowOutcome>> WriteStaffAsync(IReadOnlyList<LocatedRow> staged, FilePass pass)
    {
        var outcomes = new ConcurrentDictionary<string, RowOutcome>();
        await Parallel.ForEachAsync(staged, ManyItems.SideBySide, async (row, _) =>
            outcomes[row.Name] = await contention.RetryAsync(() => staffWriter.WriteAsync(row.Source, row.Staff!, pass, row.IsNew)));
        yield return outcomes;
        var waiting = new List<string>();
        foreach (var row in staged)
            waiting.AddRange(await stagedRows.ListWaitingAsync(row.Source.Id));
        await foreach (var outcomesOfPatients in WritePatientsAsync(waiting, pass))
            yield return outcomesOfPatients;
    }

    /// <summary>Writes the sessions whose patients and records are there, and lets the others wait.</summary>
    /// <returns>The outcomes of the rows. The rows are written while this is enumerated.</returns>
    internal async IAsyncEnumerable<IReadOnlyDictionary<string, RowOutcome>> WriteSessionsAsync(IReadOnlyCollection<LegacySession> brought, FilePass pass)
    {
        var owners = await stagedRows.FindOwnersAsync(brought.Select(session => session.RecordId));
        var owned = brought.ToLookup(session => owners.GetValueOrDefault(session.RecordId, Nobody));
        var unowned = owned[Nobody].ToLookup(session => session.RecordId);
        var waiting = (await stagedRows.FindSessionsAsync(unowned.Select(record => record.Key))).ToLookup(row => row.Group);
        foreach (var chunk in unowned.Chunk(1_000))
        {
            var records = chunk.Select(record => new SessionMerge([], [.. waiting[StagedRow.RecordGroup(record.Key)]], record, pass, rules)).ToList();
            foreach (var sessionsOfRecord in records)
                sessionsOfRecord.Decide(static _ => false);
            await stagedRows.PutSessionsAsync([.. records.SelectMany(merge => merge.ToStage)]);
            foreach (var sessionsOfRecord in records)
                yield return sessionsOfRecord.Outcomes;
        }
        await foreach (var outcomes in WritePatientsAsync(owners.Values, pass, owned))
            yield return outcomes;
    }

    /// <summary>Writes patients again from all of their rows.</summary>
    /// <param name="brought">Sessions that come with this, by patient.</param>
    /// <returns>The outcomes of all of the patients' rows. The patients are written while this is enumerated.</returns>
    internal async IAsyncEnumerable<IReadOnlyDictionary<string, RowOutcome>> WritePatientsAsync(IEnumerable<string> patients, FilePass pass, ILookup<string, LegacySession>? brought = null)
    {
        brought ??= NoSessions;
        var staff = new StaffDirectory(users, stagedRows);
        var left = new Queue<string[]>(patients.Distinct().Chunk(MostPatients));
        while (left.Count > 0)
        {
            var plans = new List<PatientPlan>();
            for (var bytes = 0L; bytes < MostBytes && left.TryDequeue(out var chunk);)
            {
                var planned = await planner.PlanAsync(chunk, brought, staff, pass);
                bytes += planned.Sum(plan => plan.Bytes);
                plans.AddRange(planned);
            }
            for (var round = 0; plans.Count > 0; round++)
            {
                if (round == MostRounds)
                    throw new ContentionException();
                if (round > 0)
                {
                    await contention.PauseAsync(round);
                    plans = [.. await planner.PlanAsync([.. plans.Select(plan => plan.PatientId)], brought, staff, pass)];
                }
                var refused = await patientWriter.WriteAsync(plans);
                foreach (var plan in plans.Where(plan => !refused.Contains(plan.PatientId)))
                {
                    yield return plan.Outcomes;
                    yield return plan.Sessions.Outcomes;
                }
                plans.RemoveAll(plan => !refused.Contains(plan.PatientId));
            }
        }
    }
}

/// <summary>Writes many patients at a time: what they share, such as a month's figures, is written once for all of them.</summary>
internal sealed class PatientWriter(DynamoImportedUsers users, DynamoImportedSessions sessions, DynamoStagedRows staged)
{
    /// <returns>The patients that somebody else has written since the plan was made. They need a new plan.</returns>
    public async Task<IReadOnlySet<string>> WriteAsync(IReadOnlyCollection<PatientPlan> plans)
    {
        var ids = plans.ToDictionary(plan => LegacyId.Patient(plan.PatientId), plan => plan.PatientId);
        var refused = new ConcurrentDictionary<string, bool>();
        // A thanatologist's patients all write to the figures of their records, so only thanatologists are written side by side.
        await Parallel.ForEachAsync(plans.Select(plan => plan.User).OfType<UserWrite>().GroupBy(user => user.After.Record!.ThanatologistId), ManyItems.SideBySide, async (group, _) =>
        {
            foreach (var user in await users.WritePatientsAsync(group))
                refused[ids[user.After.Id]] = true;
        });
        await Parallel.ForEachAsync(plans.Where(plan => plan.Moves.Count > 0 && !refused.ContainsKey(plan.PatientId)), ManyItems.SideBySide, async (plan, _) =>
        {
            if (!await sessions.TryMoveAsync(plan.Moves))
                refused[plan.PatientId] = true;
        });
        var added = plans.Where(plan => !refused.ContainsKey(plan.PatientId)).SelectMany(plan => plan.New).GroupBy(session => (session.Date.Year, session.Date.Month)).ToList();
        await Parallel.ForEachAsync(added, ManyItems.SideBySide, async (month, _) => await sessions.AddAsync([.. month]));
        await StageAsync([.. plans.Where(plan => !refused.ContainsKey(plan.PatientId))]);
        return refused.Keys.ToHashSet();
    }

    /// <summary>Stages the sessions that have to wait, and deletes those that no longer do.</summary>
    private async Task StageAsync(IReadOnlyList<PatientPlan> plans)
    {
        await staged.PutSessionsAsync([.. plans.SelectMany(plan => plan.Sessions.ToStage)]);
        var merges = plans.Select(plan => plan.Sessions).ToList();
        var waiting = merges.SelectMany(merge => merge.Waiting).Select(row => row.Group).ToHashSet();
        var done = merges.SelectMany(merge => merge.Done).ToList();
        await staged.DeleteSessionsAsync(done, done.Select(row => row.Group).Distinct().Where(group => !waiting.Contains(group)));
    }
}

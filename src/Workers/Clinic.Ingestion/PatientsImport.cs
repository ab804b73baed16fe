using System.Collections.Concurrent;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>Takes up patients of whom rows have come, many at a time: what they share, such as a month's figures, is written once for all of them.</summary>
internal sealed class PatientsImport(
    PatientImport import, DynamoImportedUsers users, DynamoImportedSessions sessions, DynamoStagedRows staged, StaffDirectory staff, Contention contention)
{
    private const int MostRounds = 20;
    private const int MostPatients = 200; // that are read at once

    /// <summary>How much is held in memory before it is written, beside what the step holds: the text of sessions that come now.</summary>
    private const int MostBytes = 20_000_000;
    private const int BytesOfPatient = 2_000;
    private const int BytesOfSession = 300;

    /// <param name="brought">Sessions that come with this, by patient.</param>
    /// <returns>What became of the patients' rows, as they are written: nothing is written before the answers are read.</returns>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, RowOutcome>> WriteAsync(IEnumerable<string> patients, ILookup<string, LegacySession> brought, ImportRun run)
    {
        var left = new Queue<string[]>(patients.Distinct().Chunk(MostPatients));
        while (left.Count > 0)
        {
            var changes = new List<PatientChange>();
            for (var bytes = 0L; bytes < MostBytes && left.TryDequeue(out var chunk);)
            {
                var read = await ReadAsync(chunk, brought, run);
                bytes += read.Sum(BytesOf);
                changes.AddRange(read);
            }
            for (var round = 0; changes.Count > 0; round++)
            {
                if (round == MostRounds)
                    throw new ContentionException();
                if (round > 0)
                {
                    await contention.PauseAsync(round);
                    changes = [.. await ReadAsync([.. changes.Select(change => change.PatientId)], brought, run)];
                }
                var refused = await WriteAsync(changes);
                var done = changes.Where(change => !refused.Contains(change.PatientId)).ToList();
                await StageAsync(done);
                foreach (var change in done)
                {
                    yield return change.Outcomes;
                    yield return change.Sessions.Outcomes;
                }
                changes.RemoveAll(change => !refused.Contains(change.PatientId));
            }
        }
    }

    private static long BytesOf(PatientChange change) => BytesOfPatient + ((change.User?.After.Record?.Ekr?.Length ?? 0) * sizeof(char))
        + change.Sessions.Rows.Sum(row => BytesOfSession + (row.Staged is null ? 0 : row.Session.Evaluation.Length * sizeof(char)));

    private async Task<IReadOnlyCollection<PatientChange>> ReadAsync(IReadOnlyCollection<string> patients, ILookup<string, LegacySession> brought, ImportRun run)
    {
        var reading = users.FindAsync(patients.Select(LegacyId.Patient));
        var groups = await staged.FindAsync(patients.Select(StagedRow.PatientGroup));
        var written = await reading;
        var waiting = (await staged.FindSessionsAsync(groups.Values.SelectMany(group => group.Records))).ToLookup(row => row.Group);
        var changes = new ConcurrentBag<PatientChange>();
        await Parallel.ForEachAsync(patients, RowImport.SideBySide, async (patient, _) =>
        {
            var group = groups[StagedRow.PatientGroup(patient)];
            var sessionRows = group.Records.SelectMany(record => waiting[StagedRow.RecordGroup(record)]).ToList();
            changes.Add(await import.ReadAsync(patient, group, written.GetValueOrDefault(LegacyId.Patient(patient)), sessionRows, brought[patient], staff, run));
        });
        return changes;
    }

    /// <summary>Keeps the sessions that have to wait, and forgets those that do not any more.</summary>
    private async Task StageAsync(IReadOnlyList<PatientChange> changes)
    {
        await staged.PutSessionsAsync([.. changes.SelectMany(change => change.Sessions.ToStage)]);
        var rows = changes.Select(change => change.Sessions).ToList();
        var waiting = rows.SelectMany(sessions => sessions.Waiting).Select(row => row.Group).ToHashSet();
        var done = rows.SelectMany(sessions => sessions.Done).ToList();
        await staged.DeleteSessionsAsync(done, done.Select(row => row.Group).Distinct().Where(group => !waiting.Contains(group)));
    }

    /// <returns>The patients that somebody else has written since they were read: they are to be read again.</returns>
    private async Task<IReadOnlySet<string>> WriteAsync(List<PatientChange> changes)
    {
        var ids = changes.ToDictionary(change => LegacyId.Patient(change.PatientId), change => change.PatientId);
        var refused = new ConcurrentDictionary<string, bool>();
        // A thanatologist's patients all write to the figures of their records, so only thanatologists are written side by side.
        await Parallel.ForEachAsync(changes.Select(change => change.User).OfType<UserWrite>().GroupBy(user => user.After.Record!.ThanatologistId), RowImport.SideBySide, async (group, _) =>
        {
            foreach (var user in await users.WritePatientsAsync(group))
                refused[ids[user.After.Id]] = true;
        });
        await Parallel.ForEachAsync(changes.Where(change => change.Moves.Count > 0 && !refused.ContainsKey(change.PatientId)), RowImport.SideBySide, async (change, _) =>
        {
            if (!await sessions.TryMoveAsync(change.Moves))
                refused[change.PatientId] = true;
        });
        var added = changes.Where(change => !refused.ContainsKey(change.PatientId)).SelectMany(change => change.New).GroupBy(session => (session.Date.Year, session.Date.Month)).ToList();
        await Parallel.ForEachAsync(added, RowImport.SideBySide, async (month, _) => await sessions.AddAsync([.. month]));
        return refused.Keys.ToHashSet();
    }
}

using System.Collections.Concurrent;

namespace Clinic.Ingestion;

/// <summary>Writes many patients at a time: what they share, such as a month's figures, is written once for all of them.</summary>
internal sealed class PatientsImport(DynamoImportedUsers users, DynamoImportedSessions sessions, DynamoStagedRows staged)
{
    /// <returns>The patients that somebody else has written since they were read: they are to be read again.</returns>
    public async Task<IReadOnlySet<string>> WriteAsync(IReadOnlyCollection<PatientChange> changes)
    {
        var ids = changes.ToDictionary(change => LegacyId.Patient(change.PatientId), change => change.PatientId);
        var refused = new ConcurrentDictionary<string, bool>();
        // A thanatologist's patients all write to the figures of their records, so only thanatologists are written side by side.
        await Parallel.ForEachAsync(changes.Select(change => change.User).OfType<UserWrite>().GroupBy(user => user.After.Record!.ThanatologistId), ManyItems.SideBySide, async (group, _) =>
        {
            foreach (var user in await users.WritePatientsAsync(group))
                refused[ids[user.After.Id]] = true;
        });
        await Parallel.ForEachAsync(changes.Where(change => change.Moves.Count > 0 && !refused.ContainsKey(change.PatientId)), ManyItems.SideBySide, async (change, _) =>
        {
            if (!await sessions.TryMoveAsync(change.Moves))
                refused[change.PatientId] = true;
        });
        var added = changes.Where(change => !refused.ContainsKey(change.PatientId)).SelectMany(change => change.New).GroupBy(session => (session.Date.Year, session.Date.Month)).ToList();
        await Parallel.ForEachAsync(added, ManyItems.SideBySide, async (month, _) => await sessions.AddAsync([.. month]));
        await StageAsync([.. changes.Where(change => !refused.ContainsKey(change.PatientId))]);
        return refused.Keys.ToHashSet();
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
}

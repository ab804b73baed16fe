using Clinic.Core.Reports;

namespace Clinic.Rollups;

/// <summary>
/// Holds the rollups to the sessions and records themselves, while these go on being written. A rollup that nobody has written
/// between two looks at it, and whose month nobody has imported into, is compared with what was computed in between; the others are
/// for the next pass. A difference counts when two passes have seen it alike: a scan may meet a transaction half way through.
/// </summary>
internal sealed class RollupRepair(DynamoRollupRepairs rollups, RollupComputation computation, TimeProvider time)
{
    public const string Verify = "verify";
    public const string Rebuild = "rebuild";
    private const int MostPasses = 20;
    private const int MostDifferences = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="progress">Told of every pass.</param>
    public async Task<RollupOutcome> RunAsync(bool repairs, Action<RollupPass> progress)
    {
        var found = new Dictionary<RollupKey, IReadOnlyList<RollupDifference>>();
        var (repaired, suspects, pass) = (new HashSet<RollupKey>(), new Dictionary<RollupKey, Suspect>(), default(Pass)!);
        for (var passes = 1; ; passes++)
        {
            pass = await LookAsync(repairs ? [] : found.Keys);
            progress(new RollupPass(passes, pass.Computed.Sessions, pass.Computed.Patients, pass.Stored.Count, pass.Suspects.Count, pass.Moving));
            var confirmed = pass.Suspects.Where(suspect => suspects.TryGetValue(suspect.Key, out var before) && before.SameAs(suspect.Value)).ToList();
            // The clinic's before the thanatologists', whose repair raises the clinic's version.
            foreach (var (key, suspect) in confirmed.OrderBy(suspect => suspect.Key.Period, StringComparer.Ordinal))
            {
                found.TryAdd(key, suspect.Differences);
                if (repairs && await rollups.TryWriteAsync(key, suspect.Version, pass.Computed.Find(key)))
                    repaired.Add(key);
            }
            suspects = pass.Suspects.Except(confirmed).ToDictionary();
            if ((suspects.Count == 0 && pass.Moving == 0 && !(repairs && confirmed.Count > 0)) || passes == MostPasses)
                return Outcome(repairs, pass, passes, found, repaired.Count, suspects.Count + pass.Moving);
            if (pass.Moving > 0)
                await Task.Delay(Pause * passes, time);
        }
    }

    private async Task<Pass> LookAsync(IEnumerable<RollupKey> known)
    {
        // While an import of a month is under way its rollups count sessions that are not there yet. Where both looks see the same one,
        // ended, none was under way at any time between them, so what was stored and what was computed is without any part of one. One
        // that begins later changes the version before a repair, which then fails, or adds to what the repair has written.
        var imports = await rollups.ReadImportsAsync();
        var stored = await rollups.ReadAsync();
        var computed = await computation.ComputeAsync();
        var later = await rollups.ReadImportsAsync();
        var versions = await rollups.ReadVersionsAsync();
        var (suspects, moving, done) = (new Dictionary<RollupKey, Suspect>(), 0, known.ToHashSet());
        foreach (var key in stored.Keys.Union(computed.Keys).Union(versions.Keys).Where(key => !done.Contains(key)))
        {
            long? version = stored.TryGetValue(key, out var rollup) ? rollup.Version : null;
            if (version != (versions.TryGetValue(key, out var latest) ? latest : null) || (key.MonthOfSessions is { } month && IsImported(month)))
            {
                moving++;
                continue;
            }
            var differences = RollupContents.Differences(key, rollup?.Contents ?? new RollupContents(), computed.Find(key)).ToList();
            if (differences.Count > 0)
                suspects[key] = new Suspect(version, differences);
        }
        return new Pass(stored, computed, suspects, moving);

        bool IsImported(string month) => later.GetValueOrDefault(month) is { } last && (last.Journal is not null || last != imports.GetValueOrDefault(month));
    }

    private static RollupOutcome Outcome(
        bool repairs, Pass pass, int passes, Dictionary<RollupKey, IReadOnlyList<RollupDifference>> found, int repaired, int unsettled)
    {
        var differences = found.Values.SelectMany(list => list)
            .OrderBy(difference => difference.Period, StringComparer.Ordinal).ThenBy(difference => difference.Entry, StringComparer.Ordinal).ToList();
        return new RollupOutcome(
            repairs ? Rebuild : Verify, pass.Computed.Sessions, pass.Computed.Patients, pass.Stored.Count, passes,
            differences.Count, [.. differences.Take(MostDifferences)], repaired, unsettled);
    }

    private sealed record Pass(Dictionary<RollupKey, StoredRollup> Stored, ComputedRollups Computed, Dictionary<RollupKey, Suspect> Suspects, int Moving);

    private sealed record Suspect(long? Version, IReadOnlyList<RollupDifference> Differences)
    {
        public bool SameAs(Suspect other) => Version == other.Version && Differences.SequenceEqual(other.Differences);
    }
}

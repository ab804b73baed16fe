using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Core.Storage;

namespace Clinic.Rollups;

/// <summary>
/// Compares the rollups with the sessions and records, while these are being written. A rollup that nobody has written
/// between two reads of it, and into whose month nobody has imported, is compared with what was computed in between; the others wait
/// for the next pass. A difference counts when two passes have seen the same one, as a scan may meet a transaction half way through.
/// Of the clinic's rollup of a month or day the sum of its items is compared. A rebuild moves what has no shard to the shards in one
/// transaction, so that the sum is right at any time.
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
        var (repaired, suspects) = (new HashSet<RollupKey>(), new Dictionary<RollupKey, Suspect>());
        for (var passes = 1; ; passes++)
        {
            var pass = await CompareAsync(repairs ? [] : found.Keys, reshards: repairs);
            progress(new RollupPass(passes, pass.Computed.Sessions, pass.Computed.Patients, pass.Stored.Count, pass.Suspects.Count, pass.Moving));
            var confirmed = pass.Suspects.Where(suspect => suspects.TryGetValue(suspect.Key, out var before) && before.SameAs(suspect.Value)).ToList();
            // The clinic's before the thanatologists', whose repair raises the clinic's version.
            foreach (var (key, suspect) in confirmed.OrderBy(suspect => suspect.Key.Period, StringComparer.Ordinal))
            {
                found.TryAdd(key, suspect.Differences);
                if (repairs && await rollups.TryWriteAsync(suspect.Wrong.Select(part => (part, pass.Stored.GetValueOrDefault(part), pass.Computed.Find(part)))))
                    repaired.Add(key);
            }
            suspects = pass.Suspects.Except(confirmed).ToDictionary();
            if ((suspects.Count == 0 && pass.Moving == 0 && !(repairs && confirmed.Count > 0)) || passes == MostPasses)
                return Outcome(repairs, pass, passes, found, repaired.Count, suspects.Count + pass.Moving);
            if (pass.Moving > 0)
                await Task.Delay(Pause * passes, time);
        }
    }

    private async Task<Pass> CompareAsync(IEnumerable<RollupKey> known, bool reshards)
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
        foreach (var parts in stored.Keys.Union(computed.Keys).Union(versions.Keys).GroupBy(key => key.IsShard ? key.OfClinic! : key).Where(parts => !done.Contains(parts.Key)))
        {
            if (parts.Any(part => stored.GetValueOrDefault(part)?.Version != (versions.TryGetValue(part, out var latest) ? latest : null))
                || (parts.Key.MonthOfSessions is { } month && IsImported(month)))
            {
                moving += parts.Count();
                continue;
            }
            var differences = RollupContents.Differences(parts.Key, RollupContents.Sum(parts.Select(Stored)), RollupContents.Sum(parts.Select(computed.Find))).ToList();
            var wrong = parts.Where(part => RollupContents.Differences(part, Stored(part), computed.Find(part)).Any()).ToList();
            if (differences.Count > 0 || (reshards && wrong.Count > 0))
                suspects[parts.Key] = new Suspect(wrong, [.. wrong.Select(part => stored.GetValueOrDefault(part)?.Version)], differences);
        }
        return new Pass(stored, computed, suspects, moving);

        RollupContents Stored(RollupKey part) => stored.GetValueOrDefault(part)?.Contents ?? new RollupContents();

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

    /// <param name="Wrong">The items that a repair writes: the rollup's own, or those of the clinic's that are not what belongs there.</param>
    private sealed record Suspect(IReadOnlyList<RollupKey> Wrong, IReadOnlyList<long?> Versions, IReadOnlyList<RollupDifference> Differences)
    {
        public bool SameAs(Suspect other) => Wrong.SequenceEqual(other.Wrong) && Versions.SequenceEqual(other.Versions) && Differences.SequenceEqual(other.Differences);
    }
}

/// <summary>An attribute of a rollup that differs from what the sessions and records say. It names no patient.</summary>
internal sealed record RollupDifference(string Period, string Entry, string Attribute, string Stored, string Computed);

/// <summary>What a repair was asked to do.</summary>
/// <param name="Mode"><c>verify</c> or <c>rebuild</c>.</param>
internal sealed record RollupRequest(string? Mode);

/// <summary>One pass over everything.</summary>
/// <param name="Different">How many rollups looked wrong.</param>
/// <param name="Moving">How many were written in the meantime.</param>
internal sealed record RollupPass(int Number, int Sessions, int Patients, int Rollups, int Different, int Moving);

/// <summary>What a verification or a rebuild has found.</summary>
/// <param name="Sessions">How many were counted, the last time.</param>
/// <param name="Patients">How many records were counted, the last time.</param>
/// <param name="Rollups">How many there are.</param>
/// <param name="Passes">How often everything was read. It is read again as long as somebody writes.</param>
/// <param name="DifferenceCount">How many attributes differed.</param>
/// <param name="Differences">The first of them, as many as a response holds.</param>
/// <param name="Repaired">How many rollups were put right.</param>
/// <param name="Unsettled">How many rollups were being written every time they were compared, so that nothing is known of them.</param>
internal sealed record RollupOutcome(
    string Mode, int Sessions, int Patients, int Rollups, int Passes, int DifferenceCount, IReadOnlyList<RollupDifference> Differences, int Repaired, int Unsettled);

/// <summary>Reads all rollups and puts single ones right, each on condition that nobody has written it since it was read.</summary>
internal sealed class DynamoRollupRepairs(IAmazonDynamoDB dynamo, string table)
{
    internal async Task<Dictionary<RollupKey, StoredRollup>> ReadAsync()
    {
        var stored = new Dictionary<RollupKey, StoredRollup>();
        await foreach (var item in dynamo.ReadAllAsync(table).Where(IsRollup))
            stored[Key(item)] = new StoredRollup(Version(item), RollupContents.Read(item));
        return stored;
    }

    internal async Task<Dictionary<RollupKey, long>> ReadVersionsAsync()
    {
        var versions = new Dictionary<RollupKey, long>();
        await foreach (var item in dynamo.ReadAllAsync(table, new Expression($"#period, #entry, #{RollupAttributes.Writes}")).Where(IsRollup))
            versions[Key(item)] = Version(item);
        return versions;
    }

    /// <summary>The last import of each month.</summary>
    internal Task<IReadOnlyDictionary<string, MonthImport>> ReadImportsAsync() => MonthImport.ReadAllAsync(dynamo, table);

    /// <summary>
    /// Replaces items of one rollup, all or none; one that is to say nothing stays as an empty item, so that its versions go on. A repair
    /// raises the version of the clinic's item without a shard, which makes readers read everything of its month or day again.
    /// </summary>
    /// <remarks>
    /// It forgets the imports that the rollup has had. They have ended, and nobody adds them again; one that began after the look at
    /// them has a higher number, and has either changed the version or adds to what stands here then.
    /// </remarks>
    /// <param name="parts">What was read of each item, null when there was none, and what is to be there.</param>
    /// <returns>False when somebody else has written one of them in the meantime.</returns>
    internal async Task<bool> TryWriteAsync(IEnumerable<(RollupKey Key, StoredRollup? Seen, RollupContents Contents)> parts)
    {
        var (transaction, all) = (new Transaction(dynamo), parts.ToList());
        foreach (var (key, seen, contents) in all)
            transaction.Put(table, contents.AddTo(key.Item().Number(RollupAttributes.Writes, (seen?.Version ?? 0) + 1), seen?.Contents.Written), Unchanged(seen));
        foreach (var clinic in all.Select(part => part.Key.OfClinic).OfType<RollupKey>().Distinct().Except(all.Select(part => part.Key)))
            transaction.Update(table, clinic.Item(), new Expression($"ADD #{RollupAttributes.Writes} :one").With(":one", 1));
        try
        {
            return await transaction.TryCommitAsync();
        }
        catch (ContentionException)
        {
            return false;
        }
    }

    private static Expression Unchanged(StoredRollup? seen) => seen?.Version switch
    {
        null => new Expression("attribute_not_exists(#period)"),
        0 => new Expression("attribute_exists(#period) AND attribute_not_exists(#writes)"),
        { } version => new Expression("#writes = :seen").With(":seen", version),
    };

    private static bool IsRollup(Dictionary<string, AttributeValue> item) => item.Text("period") != RollupKey.Imports;

    private static RollupKey Key(Dictionary<string, AttributeValue> item) => new(item.Text("period"), item.Text("entry"));

    private static long Version(Dictionary<string, AttributeValue> item) => item.LongOrNull(RollupAttributes.Writes) ?? 0;
}

/// <param name="Version">How often it was written.</param>
internal sealed record StoredRollup(long Version, RollupContents Contents);

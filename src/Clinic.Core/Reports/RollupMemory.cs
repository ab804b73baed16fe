using System.Collections.Concurrent;

namespace Clinic.Core.Reports;

/// <summary>
/// What a process remembers of rollups, which it has to read again only where their versions have changed: after a session that is a
/// month of one thanatologist, and not the year of all of them with its sets of patients.
/// </summary>
/// <param name="sizeOf">What a row takes, in multiples of 16 bytes.</param>
internal sealed class RollupMemory<TRow>(Func<TRow, int> sizeOf)
{
    /// <summary>32 MB of the heap's 100: about eight different years of 20,000 patients who come every month.</summary>
    private const int Most = 2_000_000;

    private readonly ConcurrentDictionary<string, Known> remembered = new();

    /// <summary>The rows as they are at these versions or later.</summary>
    /// <returns>The rows, and whether any of them had to be read.</returns>
    public async Task<(IEnumerable<TRow> Rows, bool WasRead)> RecallAsync(RollupRead<TRow> wanted, RollupVersions versions)
    {
        var known = remembered.GetValueOrDefault(wanted.Name);
        var stale = known is null || known.Versions.Clinic != versions.Clinic ? wanted.Range : EntryRange.Around(versions.ChangedSince(known.Versions));
        if (stale is not { } range)
            return (known!.Rows.Values, false);
        var rows = await wanted.ReadAsync(range);
        if (known is not null && range != wanted.Range)
            rows = known.Rows.Where(row => !range.Has(row.Key)).Concat(rows).ToDictionary();
        if (remembered.Values.Sum(one => one.Size) > Most)
            remembered.Clear();
        remembered[wanted.Name] = new Known(versions, rows, rows.Values.Sum(sizeOf));
        return (rows.Values, true);
    }

    private sealed record Known(RollupVersions Versions, IReadOnlyDictionary<string, TRow> Rows, int Size);
}

/// <summary>A span's entries in one partition, and how a range of them is read.</summary>
internal sealed record RollupRead<TRow>(
    string Partition, PeriodSpan Span, EntryRange Range, IReadOnlyList<string> Attributes, Func<EntryRange, Task<IReadOnlyDictionary<string, TRow>>> ReadAsync)
{
    public string Name { get; } = $"{Partition} {Span} {Range} {string.Join(',', Attributes)}";
}

/// <summary>What tells whether rollups have changed.</summary>
/// <param name="Clinic">Raised by imports and repairs: any of the rollups may be another one.</param>
/// <param name="Sessions">How many sessions were written that change these entries.</param>
internal sealed record RollupVersions(string Clinic, IReadOnlyDictionary<EntryRange, long> Sessions)
{
    public IEnumerable<EntryRange> ChangedSince(RollupVersions earlier) =>
        Sessions.Where(range => earlier.Sessions.GetValueOrDefault(range.Key) != range.Value).Select(range => range.Key);
}

/// <summary>Entries that are next to each other, the first and the last included.</summary>
internal readonly record struct EntryRange(string First, string Last)
{
    public static EntryRange All { get; } = new("!", "~");

    /// <summary>The shortest range that has all of these; null for none.</summary>
    public static EntryRange? Around(IEnumerable<EntryRange> ranges)
    {
        var all = ranges.ToList();
        return all.Count == 0 ? null : new EntryRange(all.Select(range => range.First).Min(StringComparer.Ordinal)!, all.Select(range => range.Last).Max(StringComparer.Ordinal)!);
    }

    public bool Has(string entry) => string.CompareOrdinal(entry, First) >= 0 && string.CompareOrdinal(entry, Last) <= 0;
}

/// <summary>What a report begins with: what is small, and tells which rollups have changed.</summary>
/// <param name="Records">The open and closed records of each thanatologist, as they stand now.</param>
/// <param name="Clinic">The clinic's rollups without a shard, of each span of the period.</param>
internal sealed record RollupState(IReadOnlyList<CountsRow> Records, IReadOnlyList<WrittenSessions> Written, IReadOnlyList<ClinicSpan> Clinic)
{
    public IEnumerable<CountsRow> RecordsOf(RollupScope scope) => Records.Where(row => scope.IsEach || row.ThanatologistId == scope.ThanatologistId);
}

/// <summary>How many sessions of a thanatologist were written that are of a month such as November, whatever the year.</summary>
internal sealed record WrittenSessions(string ThanatologistId, int Month, long Count);

/// <summary>The clinic's rollups without a shard: what was imported, or written before there were shards.</summary>
internal sealed record ClinicSpan(PeriodSpan Span, string Versions, IReadOnlyList<CountsRow> Rows)
{
    public bool IsEmpty => Rows.All(row => row.Amounts.All(amount => amount.Key == RollupAttributes.Writes || amount.Value == 0));
}

/// <summary>The counters of one rollup.</summary>
/// <param name="ThanatologistId">Null in the clinic's rollups.</param>
/// <param name="Day">The day, or the first one of the month; none of records.</param>
internal sealed record CountsRow(string? ThanatologistId, DateOnly Day, IReadOnlyDictionary<string, decimal> Amounts);

/// <summary>The patients of one rollup, by the attribute of their gender. There may be many rows: they take little memory.</summary>
/// <param name="Day">The day, or the first one of the month.</param>
internal sealed record PatientsRow(string ThanatologistId, DateOnly Day, IReadOnlyList<KeyValuePair<string, Guid[]>> Sets);

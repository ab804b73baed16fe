using System.Collections.Concurrent;

namespace Clinic.Core.Legacy;

/// <summary>
/// Some of a file's rows on their way in: they are staged while they come, then the patients that they are about are taken up, each
/// once. The more rows a step has the fewer writes it makes, and of a row that is staged it keeps little more than the name.
/// </summary>
/// <param name="isRecount">The rows have been imported before: only what has become of them is to be counted.</param>
internal sealed class ImportStep(LegacyTable table, string job, RowStaging staging, RowImport import, int mostRows, bool isRecount)
{
    private const int MostStaff = 20; // a password's hash takes a third of a second
    private const int StagedAtOnce = 500;
    private const int MostText = 1_000_000;

    /// <summary>No row is this one's, and so none is rejected because of what somebody has changed since the import.</summary>
    private const string Recount = "recount";
    private readonly List<StagedImport> placed = [];
    private readonly List<RejectedRow> rejected = [];
    private readonly Dictionary<string, (long Line, bool IsNew)> staged = [];
    private readonly HashSet<string> patients = [];
    private readonly HashSet<string> records = [];
    private readonly ConcurrentDictionary<string, RowOutcome> outcomes = new();
    private int text;
    private int read;

    public bool HasRoom => read < (table == LegacyTable.Staff ? MostStaff : mostRows);

    /// <summary>Rejects a row that is none of the table's.</summary>
    public void Reject(RejectedRow row)
    {
        read++;
        rejected.Add(row);
    }

    public async Task AddAsync(ImportRow row)
    {
        read++;
        try
        {
            placed.Add(staging.Place(row, job));
            text += row.Values.Values.Sum(value => value.Length);
        }
        catch (RowException error)
        {
            rejected.Add(new RejectedRow(row.Line, error.Column, error.Message));
        }
        if (placed.Count == StagedAtOnce || text > MostText)
            await StageAsync();
    }

    /// <summary>The result with the rows that have been read; what becomes of most of them is not known yet.</summary>
    public ImportResult Progress(ImportResult result) => result with { Read = result.Read + read, Rejected = result.Rejected + rejected.Count };

    /// <summary>Takes up what the rows are about, and adds to the result what became of them.</summary>
    public async Task<ImportResult> EndAsync(ImportResult result)
    {
        await StageAsync();
        if (table != LegacyTable.Staff)
            await import.WritePatientsAsync(patients.Concat(await staging.OwnersAsync(records)), isRecount ? Recount : job, Settle);
        var ended = staged.Select(row => (row.Value.Line, row.Value.IsNew, Outcome: outcomes.GetValueOrDefault(row.Key, RowOutcome.Waiting))).ToList();
        rejected.AddRange(ended.Where(row => row.Outcome.State is RowState.Rejected).Select(row => new RejectedRow(row.Line, row.Outcome.Column, row.Outcome.Reason)));
        var taken = ended.Count(row => row.Outcome.State is RowState.Taken);
        var written = ended.Count(row => row.Outcome.State is RowState.Taken && row.IsNew);
        var waiting = ended.Count(row => row.Outcome.State is RowState.Waiting);
        return rejected.OrderBy(row => row.Line).Aggregate(result, (sum, row) => sum.With(row)) with
        {
            Read = result.Read + read,
            Written = result.Written + written,
            Unchanged = result.Unchanged + taken - written,
            Waiting = result.Waiting + waiting,
        };
    }

    private async Task StageAsync()
    {
        var (rows, refused) = await staging.StageAsync(placed, job);
        placed.Clear();
        text = 0;
        rejected.AddRange(refused);
        foreach (var row in rows)
        {
            staged[row.Name] = (row.Row.Line, row.IsNew);
            if (table == LegacyTable.Sessions)
                records.Add(row.Places[0].Group);
            else
                patients.UnionWith(row.Patients);
        }
        if (table == LegacyTable.Staff)
            await import.WriteStaffAsync(rows, job, Settle);
    }

    /// <summary>A patient's outcomes tell about all of their rows; a child's come from each of the parents, and one is enough.</summary>
    private void Settle(IReadOnlyDictionary<string, RowOutcome> found)
    {
        foreach (var (row, outcome) in found.Where(pair => staged.ContainsKey(pair.Key)))
            outcomes.AddOrUpdate(row, outcome, (_, other) => other.State is RowState.Taken ? other : outcome);
    }
}

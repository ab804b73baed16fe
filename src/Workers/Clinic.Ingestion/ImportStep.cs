using System.Collections.Concurrent;

namespace Clinic.Ingestion;

/// <summary>
/// Some of a file's rows on their way in, then what they are about is taken up, each patient once: the more rows a step has the
/// fewer writes it makes. Sessions are kept until then; of the other rows, which are staged while they come, little more than the name.
/// </summary>
internal sealed class ImportStep(LegacyTable table, RowStaging staging, RowImport import, LegacyRows rules, ImportRun run, int mostRows)
{
    private const int MostStaff = 20; // a password's hash takes a third of a second
    private const int MostBytes = 36_000_000; // of what is kept: the worker's heap has 128 MB, and writing takes as much again
    private const int BytesOfRow = 700;
    private const int StagedAtOnce = 500;
    private const int MostTextAtOnce = 1_000_000;
    private readonly List<StagedImport> placed = [];
    private readonly List<RejectedRow> rejected = [];
    private readonly List<RepairedRow> repaired = [];
    private readonly Dictionary<string, LegacySession> sessions = [];
    private readonly HashSet<string> patients = [];

    /// <summary>By name, each row's line and whether it is new.</summary>
    private readonly Dictionary<string, (long Line, bool IsNew)> taken = [];
    private readonly ConcurrentDictionary<string, RowOutcome> outcomes = new();
    private int bytes;
    private int placedText;
    private int read;

    public bool HasRoom => read < (table == LegacyTable.Staff ? MostStaff : mostRows) && bytes < MostBytes;

    /// <summary>Rejects a row that is none of the table's.</summary>
    public void Reject(RejectedRow row)
    {
        read++;
        rejected.Add(row);
    }

    public async Task AddAsync(ImportRow row)
    {
        read++;
        bytes += BytesOfRow;
        try
        {
            if (LegacyId.Parse(row["id"]) is null)
                throw new RowException("id", "is required: a number from 1 on");
            if (table == LegacyTable.Sessions)
            {
                Keep(row);
                return;
            }
            placed.Add(staging.Place(row));
            placedText += row.Values.Values.Sum(value => value.Length);
        }
        catch (RowException error)
        {
            rejected.Add(new RejectedRow(row.Line, error.Column, error.Message));
        }
        if (placed.Count == StagedAtOnce || placedText > MostTextAtOnce)
            await StageAsync();
    }

    /// <summary>The result with the rows that have been read; what becomes of most of them is not known yet.</summary>
    public ImportResult Progress(ImportResult result) => result with { Read = result.Read + read, Rejected = result.Rejected + rejected.Count };

    /// <summary>Takes up what the rows are about, and adds to the result what became of them.</summary>
    public async Task<ImportResult> EndAsync(ImportResult result)
    {
        await StageAsync();
        if (table == LegacyTable.Sessions)
            await import.WriteSessionsAsync(sessions.Values, run, Settle);
        else if (table != LegacyTable.Staff)
            await import.WritePatientsAsync(patients, run, Settle);
        var ended = taken.Select(row => (row.Value.Line, row.Value.IsNew, Outcome: outcomes.GetValueOrDefault(row.Key, RowOutcome.Waiting))).ToList();
        rejected.AddRange(ended.Where(row => row.Outcome.State is RowState.Rejected).Select(row => new RejectedRow(row.Line, row.Outcome.Column, row.Outcome.Reason)));
        var written = ended.Count(row => row.Outcome.State is RowState.Taken && row.IsNew);
        var present = ended.Count(row => row.Outcome.State is RowState.Taken or RowState.Unchanged);
        var waiting = ended.Count(row => row.Outcome.State is RowState.Waiting);
        return rejected.OrderBy(row => row.Line).Aggregate(result.With([.. repaired.OrderBy(row => row.Line)]), (sum, row) => sum.With(row)) with
        {
            Read = result.Read + read,
            Written = result.Written + written,
            Unchanged = result.Unchanged + present - written,
            Waiting = result.Waiting + waiting,
        };
    }

    /// <exception cref="RowException">It is not valid.</exception>
    private void Keep(ImportRow row)
    {
        var session = rules.Session(row);
        if (!sessions.TryAdd(session.Id, session))
            throw new RowException("id", "came before in this file");
        taken[SessionRow.NameOf(session)] = (row.Line, true);
        bytes += session.Evaluation.Length * sizeof(char);
        TellRepairs(row);
    }

    private async Task StageAsync()
    {
        var (rows, refused) = await staging.StageAsync(placed);
        placed.Clear();
        placedText = 0;
        rejected.AddRange(refused);
        foreach (var row in rows)
        {
            taken[row.Name] = (row.Row.Line, row.IsNew);
            patients.UnionWith(row.Patients);
        }
        if (table == LegacyTable.Staff)
            await import.WriteStaffAsync(rows, run, Settle);
        foreach (var row in rows)
            TellRepairs(row.Row);
    }

    private void TellRepairs(ImportRow row) => repaired.AddRange(row.Repairs.Distinct().Select(repair => new RepairedRow(row.Line, repair.Column, repair.Repair)));

    /// <summary>A patient's outcomes tell about all of their rows; a child's come from each of the parents, and one is enough.</summary>
    private void Settle(IReadOnlyDictionary<string, RowOutcome> found)
    {
        foreach (var (row, outcome) in found.Where(pair => taken.ContainsKey(pair.Key)))
            outcomes.AddOrUpdate(row, outcome, (_, other) => other.State is RowState.Taken ? other : outcome);
    }
}

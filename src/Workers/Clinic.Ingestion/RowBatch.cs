using System.Security.Cryptography;
using System.Text;

namespace Clinic.Ingestion;

/// <summary>
/// The rows of one step. Rows are checked and staged while they are read; at the end the patients that they are about are written, each
/// of them once, so the more rows a step has, the fewer writes it makes. Sessions are retained in memory until then; of the other rows
/// little more than the name is retained.
/// </summary>
/// <param name="mostRows">The limit of a step; staff have a lower one.</param>
internal sealed class RowBatch(LegacyTable table, FilePass pass, LegacyRows rules, RowStaging staging, RowWriter writer, int mostRows)
{
    private const int MostStaff = 20; // a password's hash takes a third of a second
    private const int MostBytes = 36_000_000; // retained: the worker's heap has 128 MB, and writing takes as much again
    private const int BytesOfRow = 700;
    private const int StagedAtOnce = 500;
    private const int MostTextAtOnce = 1_000_000;
    private readonly List<LocatedRow> located = [];
    private readonly List<RejectedRow> rejected = [];
    private readonly List<RepairedRow> repaired = [];
    private readonly List<LegacySession> sessions = [];
    private readonly HashSet<string> patients = [];
    private readonly HashSet<string> seen = [];

    /// <summary>Each row's line and whether it is new, by name.</summary>
    private readonly Dictionary<string, (long Line, bool IsNew)> taken = [];
    private readonly Dictionary<string, RowOutcome> outcomes = [];
    private int bytes;
    private int locatedText;
    private int read;

    public bool HasRoom => read < (table == LegacyTable.Staff ? MostStaff : mostRows) && bytes < MostBytes;

    /// <summary>Counts a row that does not have the table's columns.</summary>
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
                Retain(row);
                return;
            }
            var locatedRow = staging.Locate(row, pass);
            CheckIsFirst(locatedRow.Name);
            located.Add(locatedRow);
            locatedText += row.Values.Values.Sum(value => value.Length);
        }
        catch (RowException error)
        {
            rejected.Add(new RejectedRow(row.Line, error.Column, error.Message));
        }
        if (located.Count == StagedAtOnce || locatedText > MostTextAtOnce)
            await StageAsync();
    }

    /// <summary>The result with the rows that have been read. The outcomes of most of them are not known yet.</summary>
    public ImportResult Progress(ImportResult result) => result with { Read = result.Read + read, Rejected = result.Rejected + rejected.Count };

    /// <summary>Writes what the rows are about, and adds their outcomes to the result.</summary>
    public async Task<ImportResult> EndAsync(ImportResult result)
    {
        await StageAsync();
        await CollectAsync(table == LegacyTable.Sessions ? writer.WriteSessionsAsync(sessions, pass) : writer.WritePatientsAsync(patients, pass));
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

    /// <summary>Retains a row of a session until the end of the step.</summary>
    /// <exception cref="RowException">It is not valid.</exception>
    private void Retain(ImportRow row)
    {
        var session = rules.Session(row);
        var name = PendingSession.NameOf(session);
        CheckIsFirst(name);
        sessions.Add(session);
        taken[name] = (row.Line, true);
        bytes += session.Evaluation.Length * sizeof(char);
        AddRepairs(row);
    }

    /// <exception cref="RowException">A row of the same name came before.</exception>
    private void CheckIsFirst(string name)
    {
        if (!seen.Add(name))
            throw new RowException("id", RowStaging.CameBefore);
    }

    private async Task StageAsync()
    {
        var (rows, refused) = await staging.StageAsync(located, pass);
        located.Clear();
        locatedText = 0;
        rejected.AddRange(refused);
        foreach (var row in rows)
        {
            taken[row.Name] = (row.Source.Line, row.IsNew);
            patients.UnionWith(row.Patients);
        }
        if (table == LegacyTable.Staff)
            await CollectAsync(writer.WriteStaffAsync(rows, pass));
        foreach (var row in rows)
            AddRepairs(row.Source);
    }

    private void AddRepairs(ImportRow row) => repaired.AddRange(row.Repairs.Distinct().Select(repair => new RepairedRow(row.Line, repair.Column, repair.Repair)));

    /// <summary>A patient's outcomes include rows of other files, which are left out here. A child has an outcome from each parent; it is enough that one of them is taken.</summary>
    private async Task CollectAsync(IAsyncEnumerable<IReadOnlyDictionary<string, RowOutcome>> written)
    {
        await foreach (var found in written)
        {
            foreach (var (row, outcome) in found.Where(pair => taken.ContainsKey(pair.Key)))
            {
                if (!outcomes.TryGetValue(row, out var other) || other.State is not RowState.Taken)
                    outcomes[row] = outcome;
            }
        }
    }
}

/// <summary>Stages valid rows other than sessions in the groups in which they are read again, and finds out which of them came before unchanged.</summary>
internal sealed class RowStaging(DynamoStagedRows store, LegacyRows rules)
{
    public const string CameBefore = "came before in this file";
    private static readonly Dictionary<string, string> NoValues = [];

    /// <summary>A valid row with the copies of it that are to be staged.</summary>
    /// <exception cref="RowException">It is not valid.</exception>
    public LocatedRow Locate(ImportRow row, FilePass pass)
    {
        if (row.Table == LegacyTable.Staff)
        {
            var staff = LegacyRows.Staff(row);
            // The content of a row of staff is compared, except for the password, and not kept.
            var compared = row.Values.Where(value => value.Key is not ("password" or "salt"));
            return new LocatedRow(row, [new StagedRow(StagedRow.StaffGroup(row.Id), NameOf(row), pass.Job, Fingerprint(compared), NoValues)], []) { Staff = staff };
        }
        var patients = PatientsOf(row);
        var print = Fingerprint(row.Values);
        return new LocatedRow(row, [.. patients.Select(patient => new StagedRow(StagedRow.PatientGroup(patient), NameOf(row), pass.Job, print, row.Values))], patients);
    }

    /// <param name="batch">Rows of one table, no two of them with the same name.</param>
    /// <returns>The rows that are staged, each with whether it is new, and those that are rejected.</returns>
    public async Task<(IReadOnlyList<LocatedRow> Staged, IReadOnlyList<RejectedRow> Rejected)> StageAsync(IReadOnlyList<LocatedRow> batch, FilePass pass)
    {
        var staged = new List<LocatedRow>();
        var rejected = new List<RejectedRow>();
        var changed = new HashSet<RowGroup>();
        var groups = await store.FindAsync(batch.SelectMany(row => row.Copies).Select(copy => copy.Group));
        foreach (var row in batch)
        {
            var before = Before(row.Copies[0]);
            var isSame = before?.Fingerprint == row.Copies[0].Fingerprint;
            row.IsNew = !isSame || before!.Job == pass.Job;
            if (!isSame && before?.Job == pass.Job)
                rejected.Add(new RejectedRow(row.Source.Line, "id", CameBefore));
            else if (!pass.IsRecount && !row.Copies.All(copy => groups[copy.Group].HasRoomFor(copy)))
                rejected.Add(new RejectedRow(row.Source.Line, "id", "is of a patient of whom there are too many rows already"));
            else
            {
                staged.Add(row);
                foreach (var copy in row.Copies.Where(copy => !pass.IsRecount && Before(copy)?.Fingerprint != copy.Fingerprint))
                {
                    groups[copy.Group].Put(copy);
                    changed.Add(groups[copy.Group]);
                }
            }
        }
        // Write the owners first: a staged row is not put again, so after a crash they would be missing.
        if (!pass.IsRecount)
            await store.PutOwnersAsync(staged.Where(row => row.Source.Table == LegacyTable.Records).Select(row => (row.Source.Id, row.Patients[0])));
        await store.PutAsync(changed);
        return (staged, rejected);

        StagedRow? Before(StagedRow copy) => groups[copy.Group].Rows.GetValueOrDefault(copy.Row);
    }

    /// <summary>The patients that a valid row is about. It is staged as it came and read again with all other rows of the patient.</summary>
    private IReadOnlyList<string> PatientsOf(ImportRow row)
    {
        if (row.Table == LegacyTable.Children)
            return rules.Child(row).Parents;
        if (row.Table == LegacyTable.Records)
            return [LegacyRows.Record(row).UserId];
        rules.Patient(row);
        return [row.Id];
    }

    private static string NameOf(ImportRow row) => $"{row.Table.Name}#{row.Id}";

    private static string Fingerprint(IEnumerable<KeyValuePair<string, string>> values) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\u001f', values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key + "\u001e" + value.Value)))));
}

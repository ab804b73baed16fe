using System.Security.Cryptography;
using System.Text;

namespace Clinic.Ingestion;

/// <summary>Puts valid rows of all tables but the sessions' where they are read with what they belong to, and says which of them had come before as they are.</summary>
internal sealed class RowStaging(DynamoStagedRows store, LegacyRows rows, ImportRun run)
{
    private readonly HashSet<string> names = [];

    /// <summary>A valid row with the places where it is to be staged.</summary>
    /// <exception cref="RowException">It is not valid.</exception>
    public StagedImport Place(ImportRow row)
    {
        var (groups, patients, values) = Belonging(row);
        // What a row of staff says is compared, but for the password, and not kept.
        var print = Fingerprint(row.Values.Where(value => value.Key is not ("password" or "salt")));
        return new StagedImport(row, [.. groups.Select(group => new StagedRow(group, $"{row.Table.Name}#{row.Id}", run.Job, print, values))], patients);
    }

    /// <summary>Answers with the rows that are staged, each with whether it is new, and those that are rejected.</summary>
    public async Task<(IReadOnlyList<StagedImport> Staged, IReadOnlyList<RejectedRow> Rejected)> StageAsync(IReadOnlyList<StagedImport> batch)
    {
        var staged = new List<StagedImport>();
        var rejected = new List<RejectedRow>();
        var changed = new HashSet<StagedGroup>();
        var groups = await store.FindAsync(batch.SelectMany(import => import.Places).Select(place => place.Group));
        foreach (var import in batch)
        {
            var before = Before(import.Places[0]);
            var isSame = before?.Fingerprint == import.Places[0].Fingerprint;
            import.IsNew = !isSame || before!.Job == run.Job;
            if (!names.Add(import.Name) || (!isSame && before?.Job == run.Job))
                rejected.Add(new RejectedRow(import.Row.Line, "id", "came before in this file"));
            else if (!run.IsRecount && !import.Places.All(place => groups[place.Group].HasRoomFor(place)))
                rejected.Add(new RejectedRow(import.Row.Line, "id", "is of a patient of whom there are too many rows already"));
            else
            {
                staged.Add(import);
                foreach (var place in import.Places.Where(place => !run.IsRecount && Before(place)?.Fingerprint != place.Fingerprint))
                {
                    groups[place.Group].Put(place);
                    changed.Add(groups[place.Group]);
                }
            }
        }
        // The owners first: a row that is staged is not put again, and they would be missing after a crash.
        if (!run.IsRecount)
            await store.PutOwnersAsync(staged.Where(import => import.Row.Table == LegacyTable.Records).Select(import => (import.Row.Id, import.Patients[0])));
        await store.PutAsync(changed);
        return (staged, rejected);

        StagedRow? Before(StagedRow place) => groups[place.Group].Rows.GetValueOrDefault(place.Row);
    }

    private (IEnumerable<string> Groups, IReadOnlyList<string> Patients, IReadOnlyDictionary<string, string> Values) Belonging(ImportRow row)
    {
        if (row.Table == LegacyTable.Staff)
        {
            LegacyRows.Staff(row);
            return ([StagedRow.StaffGroup(row.Id)], [], new Dictionary<string, string>());
        }
        var patients = row.Table == LegacyTable.Children ? rows.Child(row).Parents : [row.Table == LegacyTable.Records ? LegacyRows.Record(row).UserId : row.Id];
        if (row.Table == LegacyTable.Patients)
            rows.Patient(row);
        return (patients.Select(StagedRow.PatientGroup), patients, row.Values);
    }

    private static string Fingerprint(IEnumerable<KeyValuePair<string, string>> values) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\u001f', values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key + "\u001e" + value.Value)))));
}

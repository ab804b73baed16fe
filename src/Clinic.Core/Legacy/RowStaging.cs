using System.Security.Cryptography;
using System.Text;

namespace Clinic.Core.Legacy;

/// <summary>Puts valid rows where they are read with what they belong to, and says which of them had come before as they are.</summary>
/// <param name="isRecount">Nothing is put: a file that came later may have brought a row anew.</param>
internal sealed class RowStaging(DynamoStagedRows store, LegacyRows rows, bool isRecount)
{
    private readonly HashSet<string> names = [];

    /// <summary>A valid row with the places where it is to be staged.</summary>
    /// <exception cref="RowException">It is not valid.</exception>
    public StagedImport Place(ImportRow row, string job) => new(row, Places(row, job));

    /// <summary>Answers with the rows that are staged, each with whether it is new, and those that are rejected.</summary>
    public async Task<(IReadOnlyList<StagedImport> Staged, IReadOnlyList<RejectedRow> Rejected)> StageAsync(IReadOnlyList<StagedImport> batch, string job)
    {
        var staged = new List<StagedImport>();
        var rejected = new List<RejectedRow>();
        var present = await store.FindAsync(batch.SelectMany(import => import.Places).Select(place => (place.Group, place.Row)));
        foreach (var import in batch)
        {
            var place = import.Places[0];
            var before = Before(place);
            var isSame = before?.Fingerprint == place.Fingerprint;
            import.IsNew = !isSame || before!.Job == job;
            if (!names.Add(import.Name) || (!isSame && before?.Job == job))
                rejected.Add(new RejectedRow(import.Row.Line, "id", "came before in this file"));
            else if (place.Is(StagedRow.Session) && before is not null && !isSame)
                rejected.Add(new RejectedRow(import.Row.Line, "id", "came before and is not the same: a session is never changed"));
            else
                staged.Add(import);
        }
        if (!isRecount)
            await store.PutAsync(staged.SelectMany(import => import.Places).Where(place => Before(place)?.Fingerprint != place.Fingerprint));
        return (staged, rejected);

        StagedRow? Before(StagedRow place) => present.GetValueOrDefault((place.Group, place.Row));
    }

    /// <summary>The patients whose sessions are in the groups of records, by their old ids; none for a record that has not come.</summary>
    public async Task<IReadOnlyList<string>> OwnersAsync(IEnumerable<string> recordGroups) =>
        [.. (await store.FindAsync(recordGroups.Select(group => (group, StagedRow.Owner)))).Values.Select(owner => owner.Values["user_id"])];

    private IReadOnlyList<StagedRow> Places(ImportRow row, string job)
    {
        if (LegacyId.Parse(row["id"]) is not { } id)
            throw new RowException("id", "is required: a number from 1 on");
        var name = $"{row.Table.Name}#{id}";
        if (row.Table == LegacyTable.Staff)
        {
            rows.Staff(row);
            var known = row.Values.Where(value => value.Key is not ("password" or "salt")).ToDictionary();
            return [new StagedRow(StagedRow.StaffGroup(id), name, job, Fingerprint(known), new Dictionary<string, string>())];
        }
        var print = Fingerprint(row.Values);
        StagedRow In(string group) => new(group, name, job, print, row.Values);
        if (row.Table == LegacyTable.Patients)
        {
            rows.Patient(row);
            return [In(StagedRow.PatientGroup(id))];
        }
        if (row.Table == LegacyTable.Children)
            return [.. rows.Child(row).Parents.Select(parent => In(StagedRow.PatientGroup(parent)))];
        if (row.Table == LegacyTable.Sessions)
            return [In(StagedRow.RecordGroup(rows.Session(row).RecordId))];
        var owner = rows.Record(row).UserId;
        return
        [
            In(StagedRow.PatientGroup(owner)),
            new StagedRow(StagedRow.RecordGroup(id), StagedRow.Owner, job, print, new Dictionary<string, string> { ["user_id"] = owner }),
        ];
    }

    private static string Fingerprint(IReadOnlyDictionary<string, string> values) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\u001f', values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key + "\u001e" + value.Value)))));
}

using System.Security.Cryptography;
using System.Text;

namespace Clinic.Core.Legacy;

/// <summary>Puts valid rows where they are read with what they belong to, and says which of them had come before as they are.</summary>
internal sealed class RowStaging(DynamoStagedRows store, LegacyRows rows)
{
    /// <summary>Answers with the rows that are staged, each with the patients that it is about and whether it is new, and those that are rejected.</summary>
    public async Task<(IReadOnlyList<StagedImport> Staged, IReadOnlyList<RejectedRow> Rejected)> StageAsync(IReadOnlyList<ImportRow> batch, string job)
    {
        var staged = new List<StagedImport>();
        var rejected = new List<RejectedRow>();
        foreach (var row in batch)
        {
            try
            {
                staged.Add(new StagedImport(row, Places(row, job)));
            }
            catch (RowException error)
            {
                rejected.Add(new RejectedRow(row.Line, error.Column, error.Message));
            }
        }
        var present = await store.FindAsync(staged.SelectMany(import => import.Places).Select(place => (place.Group, place.Row)));
        var ids = new HashSet<string>();
        foreach (var import in staged.ToList())
        {
            var place = import.Places[0];
            var before = present.GetValueOrDefault((place.Group, place.Row));
            import.IsNew = before?.Fingerprint != place.Fingerprint || before.Job == job;
            if (!ids.Add(place.Row) || (before is not null && before.Job == job && before.Fingerprint != place.Fingerprint))
                Reject(import, "id", "came before in this file");
            else if (place.Is(StagedRow.Session) && before is not null && before.Fingerprint != place.Fingerprint)
                Reject(import, "id", "came before and is not the same: a session is never changed");
        }
        await store.PutAsync(staged.Where(import => import.IsNew).SelectMany(import => import.Places));
        return (staged, rejected);

        void Reject(StagedImport import, string column, string reason)
        {
            staged.Remove(import);
            rejected.Add(new RejectedRow(import.Row.Line, column, reason));
        }
    }

    /// <summary>The patients that staged rows are about, by their old ids; none for a session whose record has not come.</summary>
    public async Task<ILookup<StagedImport, string>> PatientsAsync(IReadOnlyList<StagedImport> staged)
    {
        var sessions = staged.Where(import => import.Row.Table == LegacyTable.Sessions).ToList();
        var owners = await store.FindAsync(sessions.Select(import => (import.Places[0].Group, StagedRow.Owner)));
        return staged.Except(sessions).SelectMany(import => import.Patients.Select(patient => (import, patient)))
            .Concat(sessions.Where(import => owners.ContainsKey((import.Places[0].Group, StagedRow.Owner)))
                .Select(import => (import, patient: owners[(import.Places[0].Group, StagedRow.Owner)].Values["user_id"])))
            .ToLookup(pair => pair.import, pair => pair.patient);
    }

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

using System.Text;

namespace Clinic.Ingestion;

/// <summary>The rows that are read together, as one item: those of a patient with their records and children, or that of a member of staff.</summary>
internal sealed class StagedGroup(string name, Dictionary<string, StagedRow> rows)
{
    private const int MostRows = 200;

    /// <summary>An item of DynamoDB has at most 400 KB, and hundreds of groups are held at once.</summary>
    private const int MostBytes = 150_000;
    private const int BytesOfRow = 200; // its names, job and fingerprint

    public string Name => name;

    public IReadOnlyDictionary<string, StagedRow> Rows => rows;

    /// <summary>The old ids of the records that name the patient.</summary>
    public IEnumerable<string> Records => rows.Values.Where(row => row.Is(StagedRow.Record)).Select(row => row.Id);

    /// <summary>Whether a row can be put into it.</summary>
    public bool HasRoomFor(StagedRow row)
    {
        var others = rows.Values.Where(other => other.Row != row.Row).ToList();
        return others.Count < MostRows && others.Append(row).Sum(Bytes) <= MostBytes;
    }

    public void Put(StagedRow row) => rows[row.Row] = row;

    private static int Bytes(StagedRow row) => BytesOfRow + row.Values.Sum(value => value.Key.Length + Encoding.UTF8.GetByteCount(value.Value));
}

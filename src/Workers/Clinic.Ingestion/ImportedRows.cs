using System.Text;
using Clinic.Core.Text;

namespace Clinic.Ingestion;

/// <summary>A row of the old database as it came: values by column, in the form of <see cref="TextForm"/>. A value that shows nothing is no value.</summary>
internal sealed record ImportRow(LegacyTable Table, long Line, IReadOnlyDictionary<string, string> Values)
{
    public static ImportRow Of(LegacyTable table, long line, IReadOnlyList<string> columns, IReadOnlyList<string> fields) =>
        new(table, line, columns.Zip(fields.Select(TextForm.Of)).Where(field => TextForm.Shows(field.Second)).ToDictionary());

    /// <summary>The row's number in its table; the rows that are read have one.</summary>
    public string Id => LegacyId.Parse(Values["id"])!;

    /// <summary>The values that could not be taken as they were written, by column.</summary>
    public IReadOnlyList<(string Column, string Repair)> Repairs { get; private set; } = [];

    public string? this[string column] => Values.GetValueOrDefault(column);

    public void Repair(string column, string repair) => Repairs = [.. Repairs, (column, repair)];
}

/// <summary>Why a row was not taken. The reason names the rule and never the value.</summary>
internal sealed record RejectedRow(long Line, string Column, string Reason);

/// <summary>What became of a value that could not be taken as it was written. It never contains the value.</summary>
internal sealed record RepairedRow(long Line, string Column, string Repair);

/// <summary>A row breaks a rule. The reason names the rule and never the value.</summary>
internal sealed class RowException(string column, string reason) : Exception(reason)
{
    public string Column { get; } = column;
}

internal enum RowState
{
    /// <summary>It is in the clinic's data.</summary>
    Taken,

    /// <summary>It was there before its import.</summary>
    Unchanged,

    /// <summary>What it belongs to has not come yet.</summary>
    Waiting,

    Rejected,
}

/// <summary>What became of a row.</summary>
internal sealed record RowOutcome(RowState State, string Column = "", string Reason = "")
{
    public static RowOutcome Taken { get; } = new(RowState.Taken);

    /// <summary>Another import brought it.</summary>
    public static RowOutcome Unchanged { get; } = new(RowState.Unchanged);

    public static RowOutcome Waiting { get; } = new(RowState.Waiting);

    public static RowOutcome Rejected(string column, string reason) => new(RowState.Rejected, column, reason);
}

/// <summary>The rows that are read together, as one item: those of a patient with their records and children, or that of a member of staff.</summary>
internal sealed class RowGroup(string name, Dictionary<string, StagedRow> rows)
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

/// <summary>A row of a file with the copies of it that are staged: a child has one with each of its parents.</summary>
/// <param name="Patients">The old ids of the patients that it is about.</param>
internal sealed record LocatedRow(ImportRow Source, IReadOnlyList<StagedRow> Copies, IReadOnlyList<string> Patients)
{
    public string Name => Copies[0].Row;

    /// <summary>What a row of staff says; null for every other table's.</summary>
    public LegacyStaff? Staff { get; init; }

    /// <summary>Whether this import is the first to bring the row as it is.</summary>
    public bool IsNew { get; set; }
}

/// <summary>
/// A row as it came. Rows of patients, records, children and staff stay, so that they are recognized when they come again and so that
/// patients can be planned again from all of them; rows of sessions only wait.
/// </summary>
/// <param name="Group">What it is read with: a patient, a member of staff, a record's sessions.</param>
/// <param name="Row">Its table and old id.</param>
/// <param name="Job">The import that brought it as it is.</param>
/// <param name="Values">The values that are needed later. None of a row of staff, whose digest could be used to sign in.</param>
internal sealed record StagedRow(string Group, string Row, string Job, string Fingerprint, IReadOnlyDictionary<string, string> Values)
{
    public const string Patient = "cetac_user";
    public const string Record = "cetac_record";
    public const string Child = "user_child";
    public const string Session = "cetac_session";

    public string Id => Row[(Row.IndexOf('#', StringComparison.Ordinal) + 1)..];

    public bool Is(string table) => Row.StartsWith(table + "#", StringComparison.Ordinal);

    public static string PatientGroup(string id) => "patient#" + id;

    public static string RecordGroup(string id) => "record#" + id;

    public static string StaffGroup(string id) => "staff#" + id;
}

namespace Clinic.Ingestion;

/// <summary>
/// A row as it came. Those of patients, records, children and staff stay, so that they are known when they come again and what they
/// say together can be said anew; those of sessions only wait.
/// </summary>
/// <param name="Group">What it is read with: a patient, a member of staff, a record's sessions.</param>
/// <param name="Row">Its table and old id.</param>
/// <param name="Job">The import that brought it as it is.</param>
/// <param name="Values">What of it is needed; nothing of staff, whose digests sign in as they are.</param>
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

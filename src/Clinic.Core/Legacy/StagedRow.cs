namespace Clinic.Core.Legacy;

/// <summary>
/// A row where it waits for what it belongs to, and stays when it is taken up, so that it is known when it comes again.
/// </summary>
/// <param name="Group">What it is read with: a patient, a record's sessions.</param>
/// <param name="Row">Its table and old id.</param>
/// <param name="Job">The import that brought it as it is.</param>
/// <param name="Values">What of it is needed; nothing of staff, whose digests sign in as they are.</param>
internal sealed record StagedRow(string Group, string Row, string Job, string Fingerprint, IReadOnlyDictionary<string, string> Values)
{
    public const string Patient = "cetac_user";
    public const string Record = "cetac_record";
    public const string Child = "user_child";
    public const string Session = "cetac_session";

    /// <summary>The row of a record in the group of its sessions, which tells whose they are.</summary>
    public const string Owner = "owner";

    /// <summary>How the groups of patients begin.</summary>
    public const string PatientGroups = "patient#";

    public string Id => Row[(Row.IndexOf('#', StringComparison.Ordinal) + 1)..];

    public bool Is(string table) => Row.StartsWith(table + "#", StringComparison.Ordinal);

    public static string PatientGroup(string id) => PatientGroups + id;

    public static string RecordGroup(string id) => "record#" + id;

    public static string StaffGroup(string id) => "staff#" + id;
}

namespace Clinic.Ingestion;

/// <summary>A table of the old database, known by the columns of its header line, which may come in any order.</summary>
internal sealed record LegacyTable(string Name, IReadOnlyList<string> Columns)
{
    public static readonly LegacyTable Staff = new(
        "cetac_staff",
        ["id", "first_lastname", "second_lastname", "firstname", "access_level", "cellphone", "zip_code", "street", "neighborhood", "address_number", "email", "password", "salt"]);

    public static readonly LegacyTable Patients = new(
        "cetac_user",
        [
            "id", "first_lastname", "second_lastname", "firstname", "gender", "marital_status", "phone", "cellphone", "birth_date", "birth_place", "occupation",
            "religion", "zip_code", "street", "neighborhood", "address_number", "children",
        ]);

    public static readonly LegacyTable Children = new(
        "user_child", ["id", "first_lastname", "second_lastname", "firstname", "birth_date", "gender", "mother_id", "father_id"]);

    public static readonly LegacyTable Records = new("cetac_record", ["id", "ekr", "staff_id", "user_id", "is_open"]);

    public static readonly LegacyTable Sessions = new(
        "cetac_session",
        ["id", "tool", "intervention_type", "session_number", "evaluation", "session_date", "service_type", "motive", "recovery_fee", "record_id", "staff_id"]);

    public static IReadOnlyList<LegacyTable> All { get; } = [Staff, Patients, Children, Records, Sessions];

    /// <summary>Null when no table has exactly these columns.</summary>
    public static LegacyTable? Of(IReadOnlyList<string> header) =>
        All.FirstOrDefault(table => table.Columns.Count == header.Count && table.Columns.ToHashSet().SetEquals(header));
}

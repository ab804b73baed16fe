using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Security;
using Clinic.Core.Users;

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

/// <summary>
/// What the old clinic's numbers become here: UUIDs of version 5 (RFC 9562, section 5.5) in a namespace per table, so that the same
/// row has the same id whenever and however often it comes.
/// </summary>
internal static class LegacyId
{
    /// <summary>The namespace of the old database, from which each table's is made with the table's name.</summary>
    private static readonly Guid Database = new("5c1d2a70-0c5b-5d0e-9a51-7e1c3b0a9f42");

    private static readonly Guid StaffTable = Version5(Database, "cetac_staff");
    private static readonly Guid PatientTable = Version5(Database, "cetac_user");

    public static string Staff(string id) => Version5(StaffTable, id).ToString();

    public static string Patient(string id) => Version5(PatientTable, id).ToString();

    /// <summary>A number of the old database without leading zeros and blanks; null for anything else.</summary>
    public static string? Parse(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number.ToString(CultureInfo.InvariantCulture) : null;

    public static Guid Version5(Guid @namespace, string name)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(@namespace.ToByteArray(bigEndian: true));
        sha1.AppendData(Encoding.UTF8.GetBytes(name));
        var bytes = sha1.GetHashAndReset()[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <param name="Password">
/// The digest with its salt: hex SHA-256 of both, as the old two-step login sent it. It can be used to sign in, so it is stored nowhere. Null
/// where it is not one.
/// </param>
internal sealed record LegacyStaff(Role Role, MasterData Data, (string Digest, string Salt)? Password);

/// <param name="Parents">The old ids of one patient or two.</param>
internal sealed record LegacyChild(Child Child, IReadOnlyList<string> Parents);

internal sealed record LegacyRecord(string UserId, string StaffId, bool IsOpen, string? Ekr);

/// <param name="StaffId">Null for that of the record.</param>
/// <param name="Number">The old number; 0 where it had none.</param>
internal sealed record LegacySession(
    string Id,
    int Number,
    string RecordId,
    string? StaffId,
    DateOnly Date,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    string Evaluation,
    decimal RecoveryFee);

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clinic.Ingestion;

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

    /// <summary>A number of the old database without leading zeros and blanks; null for what is none.</summary>
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

using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Reports;

/// <summary>Patient ids as they stand in the sets of rollups: 16 bytes, in the order in which they are written.</summary>
internal static class PatientIds
{
    public static byte[] Write(string id) => Guid.Parse(id).ToByteArray(bigEndian: true);

    public static IEnumerable<Guid> Read(AttributeValue set) => (set.BS ?? []).Select(id => new Guid(id.ToArray(), bigEndian: true));
}

using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <param name="Password">
/// The digest with its salt: hex SHA-256 of both, what the old two-step login sent. It signs in as it is, so it is stored nowhere. Null
/// where it is none.
/// </param>
internal sealed record LegacyStaff(Role Role, MasterData Data, (string Digest, string Salt)? Password);

/// <param name="Parents">The old ids of one patient or two.</param>
internal sealed record LegacyChild(Child Child, IReadOnlyList<string> Parents);

internal sealed record LegacyRecord(string UserId, string StaffId, bool IsOpen, string? Ekr);

/// <param name="StaffId">Null for the record's.</param>
/// <param name="Number">The old one; 0 where it had none.</param>
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

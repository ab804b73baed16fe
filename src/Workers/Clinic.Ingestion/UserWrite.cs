using Clinic.Core.Auditing;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>A patient as an import makes them.</summary>
/// <param name="Before">As they were read; null for a new one.</param>
internal sealed record UserWrite(User? Before, User After, AuditEntry Entry);

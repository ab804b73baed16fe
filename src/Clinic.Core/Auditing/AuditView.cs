namespace Clinic.Core.Auditing;

/// <summary>An audit entry as the API shows it.</summary>
/// <param name="Fields">What was changed or read, without the values.</param>
public sealed record AuditView(
    DateTimeOffset At, string Action, string? ById, string? ByName, string? ByRole, IReadOnlyList<string>? Fields, string? Reason, string RequestId);

using Clinic.Core.Security;

namespace Clinic.Core.Users;

/// <summary>A user in a list. Of colleagues and of closed records a thanatologist gets only some of it.</summary>
public sealed record UserSummary(
    string Id,
    Role Role,
    UserStatus? Status,
    string? Title,
    string FirstName,
    string FirstLastName,
    string? SecondLastName,
    string? Email,
    DateOnly? BirthDate,
    RecordSummary? Record);

public sealed record RecordSummary(bool IsOpen, string? ThanatologistId);

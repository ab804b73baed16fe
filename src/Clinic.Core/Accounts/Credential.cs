using Clinic.Core.Mfa;
using Clinic.Core.Security;

namespace Clinic.Core.Accounts;

/// <summary>How far the account is known to the user pool, where it is signed up at its first right login.</summary>
public enum PoolState
{
    Unknown,
    Proven,
    SignedUp,
}

/// <summary>
/// What signs an account in, and how often that has failed. An account id that no user has reads as a credential without a
/// hash, so that unknown and known accounts take the same path.
/// </summary>
/// <param name="Hash">bcrypt over the hex SHA-256 of password and salt; null while no password has been chosen.</param>
/// <param name="Generation">Part of the pool's user name: raising it makes every refresh token issued so far worthless.</param>
/// <param name="Failures">Wrong passwords and codes since the last sign-in.</param>
/// <param name="SecondFactor">What is asked for after the password; null when nothing is.</param>
public sealed record Credential(
    string UserId, Role? Role, string? Salt, string? Hash, bool Active, int Generation, PoolState Pool, int Failures, DateTimeOffset? LockedUntil, SecondFactor? SecondFactor = null)
{
    public bool Exists => Role is not null;

    public string PoolName => PoolUserName.Of(UserId, Generation);

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>What the account's tokens may do: where admins must have a second factor, one without it may do no more than set it up.</summary>
    public IReadOnlyList<string> Scopes(bool requiresAdminMfa) => this switch
    {
        { Role: null } => [],
        { Role: Security.Role.Admin, SecondFactor: null } when requiresAdminMfa => [Scope.Self],
        { Role: { } role } => Scope.Of(role),
    };
}

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
/// <param name="Failures">Wrong passwords since the last right one.</param>
public sealed record Credential(
    string UserId, Role? Role, string? Salt, string? Hash, bool Active, int Generation, PoolState Pool, int Failures, DateTimeOffset? LockedUntil)
{
    public bool Exists => Role is not null;

    public string PoolName => PoolUserName.Of(UserId, Generation);

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}

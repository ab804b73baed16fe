using Clinic.Core.Errors;
using Clinic.Core.Mfa;
using Clinic.Core.Security;

namespace Clinic.Core.Accounts;

/// <summary>
/// What signs an account in, and how often that has failed. An account id that no user has reads as a credential without a
/// hash, so that unknown and known accounts take the same path.
/// </summary>
/// <param name="Hash">bcrypt over the hex SHA-256 of password and salt; null while no password has been chosen.</param>
/// <param name="Generation">Part of the pool's user name: raising it makes every refresh token issued so far worthless.</param>
/// <param name="Proofs">How often the right password was shown while the user pool did not know the account: nothing else allows it to be signed up there.</param>
/// <param name="Failures">Wrong passwords and codes since the last sign-in.</param>
/// <param name="SecondFactor">What is asked for after the password; null when nothing is.</param>
public sealed record Credential(
    string UserId, Role? Role, string? Salt, string? Hash, bool Active, int Generation, int Proofs, int Failures, DateTimeOffset? LockedUntil, SecondFactor? SecondFactor = null)
{
    public bool Exists => Role is not null;

    public string PoolName => PoolUserName.Of(UserId, Generation);

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    internal void CheckLock(DateTimeOffset now)
    {
        if (IsLocked(now))
            throw new TooManyRequestsException("Too many failed attempts. Try again later, or reset the password.", LockedUntil!.Value - now);
    }

    /// <summary>What the account's tokens may do: where admins must have a second factor, one without it may do no more than set it up.</summary>
    public IReadOnlyList<string> Scopes(bool requiresAdminMfa) => this switch
    {
        { Role: null } => [],
        { Role: Security.Role.Admin, SecondFactor: null } when requiresAdminMfa => [Scope.Self],
        { Role: { } role } => Scope.Of(role),
    };
}

using System.Globalization;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Core.Security;

namespace Clinic.Core.Accounts;

/// <summary>
/// What an account signs in with, and how often that has failed. An account id that no user has reads as a credential without a
/// hash, so that unknown and known accounts take the same path.
/// </summary>
/// <param name="Hash">bcrypt over the hex SHA-256 of password and salt; null while no password has been chosen.</param>
/// <param name="Generation">Part of the pool's user name: raising it makes every refresh token issued so far worthless.</param>
/// <param name="Proofs">How often the right password was given while the user pool did not know the account. Only this allows the account to be signed up there.</param>
/// <param name="Failures">Wrong passwords and codes since the last sign-in.</param>
/// <param name="Proof">Of the last of them.</param>
/// <param name="SecondFactor">What is asked for after the password; null when nothing is.</param>
public sealed record Credential(
    string UserId, Role? Role, string? Salt, string? Hash, bool Active, int Generation, int Proofs, int Failures, DateTimeOffset? LockedUntil, SecondFactor? SecondFactor = null, SignInProof? Proof = null)
{
    public bool Exists => Role is not null;

    public FailureCount FailureCount => new(UserId, Exists, Generation, Failures);

    public string PoolName => PoolUserName.Of(UserId, Generation);

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    internal void CheckLock(DateTimeOffset now)
    {
        if (IsLocked(now))
            throw new TooManyRequestsException(ProblemCode.Locked, LockedUntil!.Value - now);
    }

    /// <summary>What the account's tokens may do. Where admins must have a second factor, an admin without one may only set it up.</summary>
    /// <param name="patientBooking">Whether patients book for themselves.</param>
    public IReadOnlyList<string> Scopes(bool requiresAdminMfa, bool patientBooking) => this switch
    {
        { Role: null } => [],
        { Role: Security.Role.Admin, SecondFactor: null } when requiresAdminMfa => [Scope.Self],
        { Role: Security.Role.Patient } when patientBooking => [.. Scope.Of(Security.Role.Patient), Scope.AppointmentsWrite],
        { Role: { } role } => Scope.Of(role),
    };
}

/// <summary>What an attempt is counted on: a credential that still looks like this.</summary>
public sealed record FailureCount(string UserId, bool Exists, int Generation, int Failures);

/// <summary>
/// That a digest was right a moment ago. The account is signed up to the user pool then and signs in again, and is not asked for
/// what takes long to check a second time.
/// </summary>
/// <param name="Mac">Of account, generation and digest, under a key of its own.</param>
public sealed record SignInProof(string Mac, DateTimeOffset EndsAt);

/// <summary>
/// The opaque user name of an account in the Cognito pool: the user's id, followed by the credential's generation once that
/// is above 0. A token of an older generation can never be refreshed, so changing the password ends every session. An API key has
/// an account too, named by the key's id.
/// </summary>
public static class PoolUserName
{
    private const string KeyPrefix = "key.";

    public static string Of(string userId, int generation) =>
        generation == 0 ? userId : string.Create(CultureInfo.InvariantCulture, $"{userId}.{generation}");

    /// <summary>Null when the name was not issued by us.</summary>
    public static (string UserId, int Generation)? Parse(string? name)
    {
        var parts = (name ?? "").Split('.');
        var generation = 0;
        var wellFormed = Identifier.TryParse(parts[0], out var userId)
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out generation)));
        return wellFormed && Of(userId, generation) == name ? (userId, generation) : null; // a name is written in one way only
    }

    public static string OfKey(string keyId) => KeyPrefix + keyId;

    /// <summary>The key's id; null when the name is not that of a key.</summary>
    public static string? ParseKey(string? name) =>
        name is not null && name.StartsWith(KeyPrefix, StringComparison.Ordinal) && Identifier.TryParse(name[KeyPrefix.Length..], out var id) && OfKey(id) == name ? id : null;
}

/// <summary>What a new account signs in with: a password's hash, or an invitation to choose one.</summary>
public sealed record NewCredential(string Salt, string? Hash, Invitation? Invitation)
{
    public static NewCredential WithPassword(string password)
    {
        var salt = PasswordDigest.NewSalt();
        return new NewCredential(salt, PasswordDigest.Hash(PasswordDigest.Of(password, salt)), null);
    }

    public static NewCredential Invited(Invitation invitation) => new(PasswordDigest.NewSalt(), null, invitation);
}

/// <summary>The account of an email that nobody has: always the same id and salt, which look like real ones from outside.</summary>
public sealed class DecoyAccounts(KeyRing keys)
{
    public async Task<string> AccountIdAsync(string email)
    {
        var bytes = (await keys.LastingMacAsync(KeyRing.DecoyAccounts, email)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80); // version 8, "custom", of RFC 9562: no version 7 id can ever be the same
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public async Task<string> SaltAsync(string accountId)
    {
        var mac = await keys.LastingMacAsync(KeyRing.DecoySalts, accountId);
        return string.Create(PasswordDigest.SaltLength, mac, (salt, bytes) =>
        {
            for (var i = 0; i < salt.Length; i++)
                salt[i] = PasswordDigest.SaltAlphabet[bytes[i] % PasswordDigest.SaltAlphabet.Length];
        });
    }
}

using Clinic.Core.Errors;

namespace Clinic.Core.Accounts;

/// <summary>
/// The lockout: every fifth failure in a row locks the account, for 15 minutes the first time and twice as long each time
/// after, at most 24 hours. An attempt is counted before the password is looked at, so that parallel attempts gain nothing.
/// </summary>
public sealed class LoginGuard(DynamoCredentialStore store, TimeProvider time)
{
    public const int FailuresPerLock = 5;
    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLock = TimeSpan.FromHours(24);

    /// <summary>
    /// Checks a digest against the credential, counted and in comparable time whether the account exists or not. A right one clears
    /// the failures, unless a second factor is still to come.
    /// </summary>
    /// <param name="isUnknownToPool">Whether the user pool does not know the account, which a right digest then allows to be signed up there.</param>
    public async Task<bool> VerifyAsync(Credential credential, string digest, bool isUnknownToPool = false)
    {
        if (await TryCountAsync(credential) is not { } counted)
            return PasswordDigest.Verify(digest, null);
        if (!PasswordDigest.Verify(digest, counted.Active ? counted.Hash : null))
            return false;
        var proofs = isUnknownToPool ? 1 : 0;
        await (counted.SecondFactor is null ? store.ClearFailuresAsync(counted, proofs) : store.TakeBackFailureAsync(counted, proofs));
        return true;
    }

    /// <summary>Asks whoever is signed in for their password once more.</summary>
    /// <exception cref="InvalidInputException">The password is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    internal async Task CheckCurrentPasswordAsync(Credential credential, string password)
    {
        credential.CheckLock(time.GetUtcNow());
        if (!credential.Exists || !await VerifyAsync(credential, PasswordDigest.Attempt(password, credential.Salt ?? "")))
            throw new InvalidInputException("currentPassword", "is wrong");
    }

    /// <summary>The same for a second factor: counted before it is looked at, and when it is right the failures are cleared.</summary>
    internal async Task<bool> VerifyAsync(Credential credential, Func<Credential, Task<bool>> isRight)
    {
        if (await TryCountAsync(credential) is not { Active: true } counted || !await isRight(counted))
            return false;
        await store.ClearFailuresAsync(counted);
        return true;
    }

    /// <summary>How long the lock lasts that this many failures bring; null when they bring none.</summary>
    internal static TimeSpan? LockAfter(int failures)
    {
        if (failures % FailuresPerLock != 0)
            return null;
        var doublings = Math.Min(failures / FailuresPerLock - 1, 10);
        return TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << doublings, LongestLock.Ticks));
    }

    /// <summary>When the credential was locked; null when it is not.</summary>
    internal static DateTimeOffset? LockedSince(Credential credential) => credential.LockedUntil - LockAfter(credential.Failures);

    /// <summary>The credential as it was when the attempt was counted; null when it is locked.</summary>
    private async Task<Credential?> TryCountAsync(Credential credential)
    {
        credential = await store.SettleAsync(credential);
        while (!credential.IsLocked(time.GetUtcNow()))
        {
            if (await store.CountFailureAsync(credential, time.GetUtcNow() + LockAfter(credential.Failures + 1)))
                return credential;
            credential = await store.ReadAsync(credential.UserId);
        }
        return null;
    }
}

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

    /// <summary>Checks a digest against the credential, counted and in comparable time whether the account exists or not.</summary>
    public async Task<bool> VerifyAsync(Credential credential, string digest)
    {
        if (!await TryCountAsync(credential))
            return PasswordDigest.Verify(digest, null);
        if (!PasswordDigest.Verify(digest, credential.Active ? credential.Hash : null))
            return false;
        await store.ClearFailuresAsync(credential);
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

    private async Task<bool> TryCountAsync(Credential credential)
    {
        credential = await store.SettleAsync(credential);
        while (!credential.IsLocked(time.GetUtcNow()))
        {
            if (await store.CountFailureAsync(credential, time.GetUtcNow() + LockAfter(credential.Failures + 1)))
                return true;
            credential = await store.ReadAsync(credential.UserId);
        }
        return false;
    }
}

using System.Buffers.Text;
using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>
/// Signing in and out. An unknown email, a wrong password and an inactive account take the same path through the pool and
/// get the same response. A lock is kept per email whether it exists or not, so that it reveals nothing either.
/// </summary>
public sealed class LoginService(
    DynamoCredentialStore credentials, LoginGuard guard, CognitoClient pool, DynamoUsers users, DecoyAccounts decoys, LoginChallenges challenges, TimeProvider time)
{
    /// <summary>The salt of the two-step login. An email that nobody has always gets the same salt, that of its decoy account.</summary>
    public async Task<SaltView> SaltAsync(SaltRequest request)
    {
        var credential = await FindAsync(request.Email!);
        var decoy = await decoys.SaltAsync(credential.UserId);
        return new SaltView(credential.Salt ?? decoy);
    }

    /// <param name="tell">Gets what is left of the attempts, of an email that nobody has as of any other.</param>
    /// <exception cref="UnauthorizedException">Whatever was wrong.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<SignIn> LoginAsync(LoginRequest request, Action<AttemptsLeft>? tell = null)
    {
        var credential = await guard.WaitForRunningAttemptAsync(await FindAsync(request.Email!));
        credential.CheckLock(time.GetUtcNow());
        var salt = credential.Salt ?? await decoys.SaltAsync(credential.UserId);
        var digest = request.PasswordHash?.ToLowerInvariant() ?? PasswordDigest.Attempt(request.Password!, salt);
        var response = await pool.SignInAsync(credential.PoolName, digest);
        if (response is null)
        {
            // The trigger has counted the attempt.
            var counted = await credentials.ReadAsync(credential.UserId);
            tell?.Invoke(LoginGuard.Left(counted, time.GetUtcNow()));
            response = await SignUpAndInAsync(credential, counted, digest);
        }
        if (response is not null)
            tell?.Invoke(response.Tokens is null ? LoginGuard.Left(credential, time.GetUtcNow()) : LoginGuard.AllLeft);
        return response switch
        {
            { Tokens: { } tokens } => new SignIn(await FinishAsync(tokens, credential.UserId), null),
            { Session: { } session } => new SignIn(null, await challenges.IssueAsync(credential.PoolName, session)),
            _ => throw new UnauthorizedException(ProblemCode.WrongCredentials),
        };
    }

    /// <summary>The second step of a login whose first step led to a challenge.</summary>
    /// <exception cref="UnauthorizedException">The code is wrong or used, or the session has ended, was tried before, or was not issued by us.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<TokensView> LoginAsync(MfaLogin request)
    {
        if (await challenges.OpenAsync(request.Session!) is not { } challenge || PoolUserName.Parse(challenge.UserName) is not { } name)
            throw WrongSecondFactor();
        (await credentials.ReadAsync(name.UserId)).CheckLock(time.GetUtcNow());
        var response = await pool.AnswerAsync(challenge.UserName, challenge.PoolSession, request.Code!);
        return response?.Tokens is { } tokens ? await FinishAsync(tokens, name.UserId) : throw WrongSecondFactor();
    }

    /// <exception cref="UnauthorizedException">The token has ended or was revoked, or the account may no longer sign in.</exception>
    public async Task<TokensView> RefreshAsync(RefreshRequest request)
    {
        var tokens = await pool.RefreshAsync(request.RefreshToken!);
        if (tokens?.UserId is not { } userId || await users.FindAsync(userId) is not { } user)
            throw new UnauthorizedException(ProblemCode.RefreshTokenEnded);
        return View(tokens, new SignedInUser(user.Id, user.Data.FirstName!, user.Role));
    }

    public Task LogoutAsync(LogoutRequest request) => pool.RevokeAsync(request.RefreshToken!);

    /// <summary>The credential that an email signs in with, or that of the decoy account of an email that nobody has.</summary>
    internal async Task<Credential> FindAsync(string email)
    {
        var address = Normalization.NormalizeEmail(email);
        var decoy = await decoys.AccountIdAsync(address);
        return await credentials.ReadAsync(await credentials.FindUserIdAsync(address) ?? decoy);
    }

    /// <summary>
    /// If the trigger has counted a proof since, the password was right and only the pool does not know the account, because it has
    /// never seen it or has lost it: then the account is signed up. If another login has signed it up in the meantime, it stays.
    /// </summary>
    private async Task<PoolResponse?> SignUpAndInAsync(Credential refused, Credential credential, string digest)
    {
        if (credential.PoolName != refused.PoolName || credential.Proofs <= refused.Proofs)
            return null;
        await pool.SignUpAsync(credential.PoolName);
        return await pool.SignInAsync(credential.PoolName, digest);
    }

    private async Task<TokensView> FinishAsync(PoolTokens tokens, string userId) => View(tokens, await users.RecordLoginAsync(userId, time.GetUtcNow()));

    private static TokensView View(PoolTokens tokens, SignedInUser user) =>
        new(tokens.AccessToken, tokens.IdToken, tokens.RefreshToken, tokens.ExpiresIn, "Bearer", user);

    private static UnauthorizedException WrongSecondFactor() => new(ProblemCode.WrongSecondFactor);
}

/// <summary>The caller's own representation.</summary>
public sealed class ProfileService(DynamoUsers users, NameDirectory names)
{
    /// <exception cref="NotFoundException">The caller is a service, which is no user.</exception>
    public async Task<MeView> GetAsync(Caller caller)
    {
        if (caller.UserId is not { } id || await users.FindAsync(id) is not { } user)
            throw new NotFoundException(ProblemCode.NoUser);
        var thanatologist = user.Record is { } record ? await names.NameOfAsync(record.ThanatologistId) : null;
        return new MeView(caller.View(user, thanatologist)) { Scopes = [.. caller.Scopes.Order(StringComparer.Ordinal)] };
    }
}

/// <summary>
/// The lockout: every fifth failure in a row locks the account, for 15 minutes the first time and twice as long each time
/// after, at most 24 hours. An attempt is counted before the password is looked at, so that parallel attempts gain nothing.
/// </summary>
public sealed class LoginGuard(DynamoCredentialStore store, KeyRing keys, TimeProvider time)
{
    public const int FailuresPerLock = 5;
    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLock = TimeSpan.FromHours(24);

    /// <summary>The window is how long the first lock lasts. Failures do not lapse: a sign-in clears them.</summary>
    public static readonly RateLimit Limit = new("login", FailuresPerLock, FirstLock);

    internal static readonly AttemptsLeft AllLeft = new(FailuresPerLock, FirstLock);

    /// <summary>Longer than it takes to sign an account up to the user pool and in.</summary>
    private static readonly TimeSpan ProofLife = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Checks a digest against the credential, counted and in comparable time whether the account exists or not. A right one clears
    /// the failures, unless a second factor is still to come.
    /// </summary>
    /// <param name="isUnknownToPool">Whether the user pool does not know the account, which a right digest then allows to be signed up there.</param>
    public async Task<bool> VerifyAsync(Credential credential, string digest, bool isUnknownToPool = false) =>
        await VerifyCountedAsync(await TryCountAsync(credential), digest, isUnknownToPool);

    /// <summary>The same for a credential that was not locked when it was seen a moment ago, and need not be read again.</summary>
    public async Task<bool> VerifyAsync(FailureCount seen, string digest, bool isUnknownToPool) =>
        await VerifyCountedAsync(await TryCountAsync(seen), digest, isUnknownToPool);

    /// <summary>Asks a user who is signed in for their password once more.</summary>
    /// <exception cref="InvalidInputException">The password is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    internal async Task CheckCurrentPasswordAsync(Credential credential, string password)
    {
        credential.CheckLock(time.GetUtcNow());
        if (!credential.Exists || !await VerifyAsync(credential, PasswordDigest.Attempt(password, credential.Salt ?? "")))
            throw new InvalidInputException("currentPassword", FieldCode.Wrong, new("no es correcta", "is wrong"));
    }

    /// <summary>The same for a second factor: counted before it is looked at, and when it is right the failures are cleared.</summary>
    internal async Task<bool> VerifyAsync(Credential credential, Func<Credential, Task<bool>> isRight)
    {
        if (await TryCountAsync(credential) is not { Active: true } counted || !await isRight(counted))
            return false;
        await store.ClearFailuresAsync(counted);
        return true;
    }

    /// <summary>
    /// A lock that is a moment old may be that of an attempt that is still being checked, which lifts it when the password is right.
    /// This waits for it, so that right passwords that are sent at once do not lock each other out.
    /// </summary>
    internal async Task<Credential> WaitForRunningAttemptAsync(Credential credential)
    {
        for (var pauses = 0; pauses < 8 && LockedSince(credential) is { } since && time.GetUtcNow() - since < TimeSpan.FromSeconds(1); pauses++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(100, 200)), time);
            credential = await store.ReadAsync(credential.UserId);
        }
        return credential;
    }

    /// <summary>The failures up to the next lock, with how long that will last; none while one lasts.</summary>
    internal static AttemptsLeft Left(Credential credential, DateTimeOffset now)
    {
        if (credential.LockedUntil is { } end && end > now)
            return new AttemptsLeft(0, end - now);
        var left = FailuresPerLock - credential.Failures % FailuresPerLock;
        return new AttemptsLeft(left, LockAfter(credential.Failures + left)!.Value);
    }

    /// <summary>How long a lock lasts after this many failures; null when they cause none.</summary>
    internal static TimeSpan? LockAfter(int failures)
    {
        if (failures % FailuresPerLock != 0)
            return null;
        var doublings = Math.Min(failures / FailuresPerLock - 1, 10);
        return TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << doublings, LongestLock.Ticks));
    }

    /// <summary>When the credential was locked; null when it is not.</summary>
    private static DateTimeOffset? LockedSince(Credential credential) => credential.LockedUntil - LockAfter(credential.Failures);

    private async Task<bool> VerifyCountedAsync(Credential? counted, string digest, bool isUnknownToPool)
    {
        if (counted is null)
            return PasswordDigest.Verify(digest, null);
        var isProven = counted is { Active: true, Proof: { } last } && !isUnknownToPool && last.EndsAt > time.GetUtcNow() && ConstantTime.Equal(await ProofMacAsync(counted, digest), last.Mac);
        if (!isProven && !PasswordDigest.Verify(digest, counted.Active ? counted.Hash : null))
            return false;
        var proof = isUnknownToPool ? new SignInProof(await ProofMacAsync(counted, digest), time.GetUtcNow() + ProofLife) : null;
        await (counted.SecondFactor is null ? store.ClearFailuresAsync(counted, proof) : store.TakeBackFailureAsync(counted, proof));
        return true;
    }

    private async Task<string> ProofMacAsync(Credential credential, string digest) =>
        Convert.ToHexStringLower(await keys.LastingMacAsync(KeyRing.SignInProofs, $"{credential.PoolName} {digest}"));

    /// <summary>The credential with the attempt counted; null when it is locked.</summary>
    private async Task<Credential?> TryCountAsync(Credential credential)
    {
        credential = await WaitForRunningAttemptAsync(credential);
        return credential.IsLocked(time.GetUtcNow()) ? null : await TryCountAsync(credential.FailureCount);
    }

    private async Task<Credential?> TryCountAsync(FailureCount seen)
    {
        while (true)
        {
            if (await store.CountFailureAsync(seen, time.GetUtcNow() + LockAfter(seen.Failures + 1)) is { } counted)
                return counted;
            var credential = await WaitForRunningAttemptAsync(await store.ReadAsync(seen.UserId));
            if (credential.IsLocked(time.GetUtcNow()) || credential.Generation != seen.Generation)
                return null;
            seen = credential.FailureCount;
        }
    }
}

/// <summary>
/// The session between the two steps of a login, as the client holds it: the pool's user name and session, encrypted, so that it
/// reveals nothing and cannot be forged.
/// </summary>
public sealed class LoginChallenges(KeyRing keys)
{
    private const string Binding = "login-challenge";

    public async Task<ChallengeView> IssueAsync(string userName, string poolSession)
    {
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.LoginChallenges, Encoding.UTF8.GetBytes($"{userName}\n{poolSession}"), Binding);
        return new ChallengeView("totp", $"{keyId}.{Base64Url.EncodeToString(ciphertext)}");
    }

    /// <summary>Null when the text is not a session that we issued.</summary>
    public async Task<(string UserName, string PoolSession)?> OpenAsync(string session)
    {
        if (session.Split('.') is not [var keyId, var text] || !Base64Url.IsValid(text))
            return null;
        var plain = await keys.OpenAsync(KeyRing.LoginChallenges, keyId, Base64Url.DecodeFromChars(text), Binding);
        return plain is not null && Encoding.UTF8.GetString(plain).Split('\n') is [var userName, var poolSession] ? (userName, poolSession) : null;
    }
}

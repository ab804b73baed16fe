using Clinic.Core.Errors;
using Clinic.Core.Mfa;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>
/// Signing in and out. An unknown email, a wrong password and an inactive account take the same path through the pool and
/// get the same answer; a lock is kept per email whether it exists or not, so that it reveals nothing either.
/// </summary>
public sealed class LoginService(
    DynamoCredentialStore credentials, CognitoClient pool, DynamoUsers users, MadeUpAccounts madeUp, LoginChallenges challenges, TimeProvider time)
{
    /// <summary>The salt of the two-step login; for an email that nobody has, always the same made-up one.</summary>
    public async Task<SaltView> SaltAsync(SaltRequest request)
    {
        var credential = await FindAsync(request.Email!);
        var invented = await madeUp.SaltAsync(credential.UserId);
        return new SaltView(credential.Salt ?? invented);
    }

    /// <exception cref="UnauthorizedException">Whatever was wrong.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<SignIn> LoginAsync(LoginRequest request)
    {
        var credential = await credentials.SettleAsync(await FindAsync(request.Email!));
        credential.CheckLock(time.GetUtcNow());
        var salt = credential.Salt ?? await madeUp.SaltAsync(credential.UserId);
        var digest = request.PasswordHash?.ToLowerInvariant() ?? PasswordDigest.Attempt(request.Password!, salt);
        var answer = await pool.SignInAsync(credential.PoolName, digest) ?? await SignUpAndInAsync(credential, digest);
        return answer switch
        {
            { Tokens: { } tokens } => new SignIn(await FinishAsync(tokens, credential.UserId), null),
            { Session: { } session } => new SignIn(null, await challenges.IssueAsync(credential.PoolName, session)),
            _ => throw new UnauthorizedException("The email or the password is wrong."),
        };
    }

    /// <summary>The second step of a login whose first one was answered with a challenge.</summary>
    /// <exception cref="UnauthorizedException">The code is wrong or used, or the session has ended, was tried before, or is none.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<TokensView> LoginAsync(MfaLogin request)
    {
        if (await challenges.OpenAsync(request.Session!) is not { } challenge || PoolUserName.Parse(challenge.UserName) is not { } name)
            throw WrongSecondFactor();
        (await credentials.ReadAsync(name.UserId)).CheckLock(time.GetUtcNow());
        var answer = await pool.AnswerAsync(challenge.UserName, challenge.PoolSession, request.Code!);
        return answer?.Tokens is { } tokens ? await FinishAsync(tokens, name.UserId) : throw WrongSecondFactor();
    }

    /// <exception cref="UnauthorizedException">The token has ended or was revoked, or the account may no longer sign in.</exception>
    public async Task<TokensView> RefreshAsync(RefreshRequest request)
    {
        var tokens = await pool.RefreshAsync(request.RefreshToken!);
        if (tokens?.UserId is not { } userId || await users.FindAsync(userId) is not { } user)
            throw new UnauthorizedException("The refresh token is not valid any more. Sign in again.");
        return View(tokens, new SignedInUser(user.Id, user.Data.FirstName!, user.Role));
    }

    public Task LogoutAsync(LogoutRequest request) => pool.RevokeAsync(request.RefreshToken!);

    /// <summary>The credential that an email signs in with, or the made-up one of an email that nobody has.</summary>
    internal async Task<Credential> FindAsync(string email)
    {
        var address = Normalization.NormalizeEmail(email);
        var invented = await madeUp.AccountIdAsync(address);
        return await credentials.ReadAsync(await credentials.FindUserIdAsync(address) ?? invented);
    }

    /// <summary>
    /// The trigger has counted a proof since when the password was right and the pool alone did not know the account, which it has
    /// never seen or has lost: then the account is signed up. One that another login has signed up in the meantime stays.
    /// </summary>
    private async Task<PoolAnswer?> SignUpAndInAsync(Credential refused, string digest)
    {
        var credential = await credentials.ReadAsync(refused.UserId);
        if (credential.PoolName != refused.PoolName || credential.Proofs <= refused.Proofs)
            return null;
        await pool.SignUpAsync(credential.PoolName);
        return await pool.SignInAsync(credential.PoolName, digest);
    }

    private async Task<TokensView> FinishAsync(PoolTokens tokens, string userId) => View(tokens, await users.RecordLoginAsync(userId, time.GetUtcNow()));

    private static TokensView View(PoolTokens tokens, SignedInUser user) =>
        new(tokens.AccessToken, tokens.IdToken, tokens.RefreshToken, tokens.ExpiresIn, "Bearer", user);

    private static UnauthorizedException WrongSecondFactor() => new("The code is wrong or was used before, or the session has ended. Sign in again.");
}

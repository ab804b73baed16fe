using Clinic.Core.Accounts;
using Clinic.Core.Mfa;

namespace Clinic.IdentityTriggers;

/// <summary>
/// The old two-step login as Cognito's custom challenge: the challenge is the salt, the answer the digest, and one attempt
/// is allowed per session. An account with a second factor gets a second challenge, whose answer is a code. An unknown user name
/// goes the same way and fails at the end. An API key's account answers with the key's secret part; it has too many bits to be
/// guessed, so its failures are not counted.
/// </summary>
internal sealed class CustomAuthTriggers(
    DynamoCredentialStore credentials, ApiKeyAccounts apiKeys, LoginGuard guard, SecondFactorGuard secondFactor, DecoyAccounts decoys)
{
    private const string ChallengeName = "CUSTOM_CHALLENGE";

    // What a challenge leaves in the session, for the definition of the next one.
    private const string OnlyFactor = "salted-digest";
    private const string FirstFactor = "salted-digest, then totp";
    private const string LastFactor = "totp";

    public static DefinedChallenge DefineChallenge(TriggerRequest request)
    {
        var answered = request.Session ?? [];
        var right = answered.All(answer => answer is { ChallengeName: ChallengeName, ChallengeResult: true }) && !request.UserNotFound;
        var goesOn = answered.Count == 0 || (right && answered is [{ ChallengeMetadata: FirstFactor }]);
        var isDone = right && (answered is [{ ChallengeMetadata: OnlyFactor }] or [{ ChallengeMetadata: FirstFactor }, { ChallengeMetadata: LastFactor }]);
        return new DefinedChallenge(goesOn ? ChallengeName : null, IssueTokens: isDone, FailAuthentication: !goesOn && !isDone);
    }

    public async Task<CreatedChallenge> CreateChallengeAsync(TriggerEvent @event)
    {
        if (@event.Request.Session is { Count: > 0 })
            return new CreatedChallenge(new() { ["challenge"] = LastFactor }, new() { ["factor"] = LastFactor }, LastFactor);
        var credential = await FindAsync(@event.UserName);
        var decoy = await decoys.SaltAsync(credential?.UserId ?? @event.UserName);
        return new CreatedChallenge(new() { ["salt"] = credential?.Salt ?? decoy }, [], credential?.SecondFactor is null ? OnlyFactor : FirstFactor);
    }

    public async Task<bool> VerifyAnswerAsync(TriggerEvent @event)
    {
        var answer = @event.Request.ChallengeAnswer ?? "";
        var isLast = @event.Request.PrivateChallengeParameters?.GetValueOrDefault("factor") == LastFactor;
        return isLast ? await VerifyCodeAsync(@event.UserName, answer)
            : ApiKeyAccounts.Owns(@event.UserName) ? await apiKeys.VerifyAsync(@event.UserName, answer)
            : await VerifyDigestAsync(@event.UserName, answer.ToLowerInvariant(), @event.Request.UserNotFound);
    }

    private async Task<bool> VerifyCodeAsync(string userName, string code) =>
        await FindAsync(userName) is { } credential && await secondFactor.VerifyAsync(credential, code);

    private async Task<bool> VerifyDigestAsync(string userName, string digest, bool isUnknownToPool) => await FindAsync(userName) is { } credential
        ? await guard.VerifyAsync(credential, digest, isUnknownToPool)
        : PasswordDigest.Verify(digest, null);

    /// <summary>Null for names that can be no account's, and for an account's name of before its last password change.</summary>
    private async Task<Credential?> FindAsync(string userName)
    {
        if (PoolUserName.Parse(userName) is not { } name)
            return null;
        var credential = await credentials.ReadAsync(name.UserId);
        return credential.Generation == name.Generation ? credential : null;
    }
}

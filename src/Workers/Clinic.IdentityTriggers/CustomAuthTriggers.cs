using Amazon.Lambda.CognitoEvents;
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

    public static Task DefineChallengeAsync(CognitoDefineAuthChallengeEvent @event)
    {
        var answered = @event.Request.Session ?? [];
        var right = answered.TrueForAll(answer => answer is { ChallengeName: ChallengeName, ChallengeResult: true }) && !@event.Request.UserNotFound;
        var goesOn = answered.Count == 0 || (right && answered is [{ ChallengeMetadata: FirstFactor }]);
        var isDone = right && (answered is [{ ChallengeMetadata: OnlyFactor }] or [{ ChallengeMetadata: FirstFactor }, { ChallengeMetadata: LastFactor }]);
        @event.Response.ChallengeName = goesOn ? ChallengeName : null;
        @event.Response.IssueTokens = isDone;
        @event.Response.FailAuthentication = !goesOn && !isDone;
        return Task.CompletedTask;
    }

    public async Task CreateChallengeAsync(CognitoCreateAuthChallengeEvent @event)
    {
        if (@event.Request.Session is { Count: > 0 })
        {
            @event.Response.PublicChallengeParameters = new() { ["challenge"] = LastFactor };
            @event.Response.PrivateChallengeParameters = new() { ["factor"] = LastFactor };
            @event.Response.ChallengeMetadata = LastFactor;
            return;
        }
        var credential = await FindAsync(@event.UserName);
        var decoy = await decoys.SaltAsync(credential?.UserId ?? @event.UserName);
        @event.Response.PublicChallengeParameters = new() { ["salt"] = credential?.Salt ?? decoy };
        @event.Response.PrivateChallengeParameters = [];
        @event.Response.ChallengeMetadata = credential?.SecondFactor is null ? OnlyFactor : FirstFactor;
    }

    public async Task VerifyAnswerAsync(CognitoVerifyAuthChallengeEvent @event)
    {
        var answer = @event.Request.ChallengeAnswer ?? "";
        var isLast = @event.Request.PrivateChallengeParameters?.GetValueOrDefault("factor") == LastFactor;
        @event.Response.AnswerCorrect = isLast ? await VerifyCodeAsync(@event.UserName, answer)
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

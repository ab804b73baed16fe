using Amazon.Lambda.CognitoEvents;
using Clinic.Core.Accounts;

namespace Clinic.IdentityTriggers;

/// <summary>
/// The old two-step login as Cognito's custom challenge: the challenge is the salt, the answer the digest, and one attempt
/// is allowed per session. An unknown user name goes the same way and fails at the end. An API key's account answers with
/// the key's secret part; it has too many bits to be guessed, so its failures are not counted.
/// </summary>
internal sealed class CustomAuthTriggers(DynamoCredentialStore credentials, ApiKeyAccounts apiKeys, LoginGuard guard, MadeUpAccounts madeUp)
{
    private const string ChallengeName = "CUSTOM_CHALLENGE";

    public static Task DefineChallengeAsync(CognitoDefineAuthChallengeEvent @event)
    {
        var answered = @event.Request.Session is { Count: > 0 } session ? session : null;
        var right = answered is [{ ChallengeName: ChallengeName, ChallengeResult: true }] && !@event.Request.UserNotFound;
        @event.Response.ChallengeName = answered is null ? ChallengeName : null;
        @event.Response.IssueTokens = right;
        @event.Response.FailAuthentication = answered is not null && !right;
        return Task.CompletedTask;
    }

    public async Task CreateChallengeAsync(CognitoCreateAuthChallengeEvent @event)
    {
        var credential = await FindAsync(@event.UserName);
        var invented = await madeUp.SaltAsync(credential?.UserId ?? @event.UserName);
        @event.Response.PublicChallengeParameters = new() { ["salt"] = credential?.Salt ?? invented };
        @event.Response.PrivateChallengeParameters = [];
        @event.Response.ChallengeMetadata = "salted-digest";
    }

    public async Task VerifyAnswerAsync(CognitoVerifyAuthChallengeEvent @event)
    {
        var answer = @event.Request.ChallengeAnswer ?? "";
        @event.Response.AnswerCorrect = ApiKeyAccounts.Owns(@event.UserName)
            ? await apiKeys.VerifyAsync(@event.UserName, answer)
            : await VerifyDigestAsync(@event.UserName, answer.ToLowerInvariant());
    }

    private async Task<bool> VerifyDigestAsync(string userName, string digest) => await FindAsync(userName) is { } credential
        ? await guard.VerifyAsync(credential, digest)
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

using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Security;

namespace Clinic.IdentityTriggers;

/// <summary>Who may have an account in the pool, and what its tokens say. Both are read from our own table every time.</summary>
/// <param name="requiresAdminMfa">Whether an admin without a second factor gets no scope but the one that it is set up with.</param>
internal sealed class AccountTriggers(DynamoCredentialStore credentials, ApiKeyAccounts apiKeys, bool requiresAdminMfa)
{
    /// <summary>
    /// Confirms accounts that have just shown their right password, those of valid API keys, and nothing else; personal attributes
    /// are not for the pool. What a stranger signs up for a key is of no use without the key.
    /// </summary>
    public async Task<SignUpResponse> PreSignUpAsync(TriggerEvent @event)
    {
        var personal = @event.Request.UserAttributes is { Count: > 0 } attributes && attributes.Keys.Any(name => !name.StartsWith("cognito:", StringComparison.Ordinal));
        if (personal || !await MaySignUpAsync(@event.UserName))
            throw new TriggerRefusedException("Sign-up is not possible.");
        return new SignUpResponse(AutoConfirmUser: true);
    }

    /// <summary>
    /// Puts the user's id, role and the role's scopes into the access token, at sign-in and at every refresh; for an API key its id
    /// its maker's and its scopes. A deactivated account, a deleted key, and a refresh token of before the last password change, end here.
    /// </summary>
    public async Task<TokenResponse> PreTokenGenerationAsync(TriggerEvent @event)
    {
        if (await apiKeys.FindValidAsync(@event.UserName) is { Key: var key, MakerId: var makerId })
        {
            var claims = new Dictionary<string, string> { ["keyId"] = key.Id };
            if (makerId is not null)
                claims["makerId"] = makerId;
            return new TokenResponse(new TokenChanges(AccessToken(key.Scopes, claims)));
        }
        if (await FindActiveAsync(@event.UserName) is not { Role: { } role } credential)
            throw new TriggerRefusedException("The account may not sign in.");
        var user = new Dictionary<string, string> { ["userId"] = credential.UserId, ["role"] = role.Name() };
        return new TokenResponse(new TokenChanges(AccessToken(credential.Scopes(requiresAdminMfa), user), new IdTokenChanges(user)));
    }

    /// <summary>There is no self-service on the pool with our tokens.</summary>
    private static AccessTokenChanges AccessToken(IEnumerable<string> scopes, Dictionary<string, string> claims) =>
        new(claims, [.. scopes], ["aws.cognito.signin.user.admin"]);

    private async Task<bool> MaySignUpAsync(string userName) =>
        await FindActiveAsync(userName) is { Proofs: > 0 } || await apiKeys.FindValidAsync(userName) is not null;

    private async Task<Credential?> FindActiveAsync(string userName)
    {
        if (PoolUserName.Parse(userName) is not { } name)
            return null;
        var credential = await credentials.ReadAsync(name.UserId);
        return credential is { Active: true } && credential.Generation == name.Generation ? credential : null;
    }
}

/// <summary>The accounts of API keys in the pool; what they may do is read from our own table every time.</summary>
internal sealed class ApiKeyAccounts(DynamoApiKeyReader keys)
{
    public static bool Owns(string userName) => PoolUserName.ParseKey(userName) is not null;

    public async Task<bool> VerifyAsync(string userName, string secret) =>
        await FindValidAsync(userName) is { Key: var key } && new ApiKeySecret(key.Id, secret).Matches(key);

    /// <summary>Null when the name is not that of a key, or the key is not valid.</summary>
    public async Task<ValidApiKey?> FindValidAsync(string userName) => PoolUserName.ParseKey(userName) is { } id ? await keys.FindValidAsync(id) : null;
}

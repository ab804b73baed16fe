using Amazon.Lambda.CognitoEvents;
using Clinic.Core.Accounts;
using Clinic.Core.Security;

namespace Clinic.IdentityTriggers;

/// <summary>Who may have an account in the pool, and what its tokens say. Both are read from our own table every time.</summary>
internal sealed class AccountTriggers(DynamoCredentialStore credentials)
{
    /// <summary>Confirms accounts that have just shown their right password, and nothing else; personal attributes are not for the pool.</summary>
    public async Task PreSignUpAsync(CognitoPreSignupEvent @event)
    {
        var credential = await FindActiveAsync(@event.UserName);
        var personal = @event.Request.UserAttributes is { Count: > 0 } attributes && attributes.Keys.Any(name => !name.StartsWith("cognito:", StringComparison.Ordinal));
        if (personal || credential is not { Pool: PoolState.Proven or PoolState.SignedUp })
            throw new TriggerRefusedException("Sign-up is not possible.");
        @event.Response.AutoConfirmUser = true;
    }

    /// <summary>
    /// Puts the user's id, role and the role's scopes into the access token, at sign-in and at every refresh. A deactivated
    /// account, and a refresh token of before the last password change, end here.
    /// </summary>
    public async Task PreTokenGenerationAsync(CognitoPreTokenGenerationV2Event @event)
    {
        if (await FindActiveAsync(@event.UserName) is not { Role: { } role } credential)
            throw new TriggerRefusedException("The account may not sign in.");
        @event.Response.ClaimsAndScopeOverrideDetails = new ClaimsAndScopeOverrideDetails
        {
            AccessTokenGeneration = new AccessTokenGeneration
            {
                ClaimsToAddOrOverride = new() { ["userId"] = credential.UserId, ["role"] = role.Name() },
                ScopesToAdd = [.. Scope.Of(role)],
                ScopesToSuppress = ["aws.cognito.signin.user.admin"], // no self-service on the pool with our tokens
            },
            IdTokenGeneration = new IdTokenGeneration
            {
                ClaimsToAddOrOverride = new() { ["userId"] = credential.UserId, ["role"] = role.Name() },
            },
        };
    }

    private async Task<Credential?> FindActiveAsync(string userName)
    {
        if (PoolUserName.Parse(userName) is not { } name)
            return null;
        var credential = await credentials.ReadAsync(name.UserId);
        return credential is { Active: true } && credential.Generation == name.Generation ? credential : null;
    }
}

using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Tokens for a sign-in and for its refreshes, which keep the sign-in's time and origin and ask the trigger anew.</summary>
internal sealed class TokenGrants(
    UserPoolSettings settings, AccountStore accounts, RefreshTokenStore refreshTokens, Triggers triggers, TokenIssuer issuer,
    Func<string> issuerAddress, TimeProvider time)
{
    public async Task<JsonObject> SignInAsync(Account account, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var grant = new TokenGrant(account, issuer.NewId(), now);
        var result = await IssueAsync("TokenGeneration_Authentication", grant, clientMetadata, cancellation);
        result["RefreshToken"] = refreshTokens.Issue(
            new RefreshGrant(account.Username, grant.OriginJti, now, now + settings.RefreshTokenLife));
        return Answer(result);
    }

    /// <summary>GetTokensFromRefreshToken: with rotation there is a new refresh token, and the old one is good for the grace period only.</summary>
    public async Task<JsonObject> RefreshAsync(string refreshToken, CancellationToken cancellation)
    {
        var refresh = Valid(refreshToken);
        var account = accounts.Find(refresh.Username) ?? throw Refused("Invalid Refresh Token");
        var grant = new TokenGrant(account, refresh.OriginJti, refresh.AuthTime);
        var result = await IssueAsync("TokenGeneration_RefreshTokens", grant, clientMetadata: null, cancellation);
        // It may have been revoked or rotated while the trigger ran.
        refresh = Valid(refreshToken);
        if (settings.RotationGrace is not null)
            result["RefreshToken"] = refreshTokens.Rotate(refreshToken, refresh, time.GetUtcNow());
        return new JsonObject { ["AuthenticationResult"] = result };
    }

    private async Task<JsonObject> IssueAsync(
        string source, TokenGrant grant, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var overrides = await triggers.PreTokenGenerationAsync(source, grant.Account, clientMetadata, cancellation);
        return issuer.Issue(grant, issuerAddress(), overrides);
    }

    private RefreshGrant Valid(string refreshToken) => refreshTokens.Find(refreshToken) switch
    {
        null => throw Refused("Invalid Refresh Token"),
        { Revoked: true } => throw Refused("Refresh Token has been revoked"),
        var grant when grant.ExpiresAt <= time.GetUtcNow() => throw Refused("Refresh Token has expired"),
        var grant when grant.RotatedAt + settings.RotationGrace <= time.GetUtcNow() =>
            throw new ServiceException("RefreshTokenReuseException", "Refresh Token has been invalidated by rotation"),
        var grant => grant,
    };

    private static JsonObject Answer(JsonObject result) => new()
    {
        ["AuthenticationResult"] = result,
        ["ChallengeParameters"] = new JsonObject(),
    };

    private static ServiceException Refused(string message) => new("NotAuthorizedException", message);
}

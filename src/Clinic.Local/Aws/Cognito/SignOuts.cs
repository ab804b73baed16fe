using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>RevokeToken ends one sign-in, GlobalSignOut all of a user's; access tokens already out live to their end.</summary>
internal sealed class SignOuts(
    UserPoolSettings settings, RefreshTokenStore refreshTokens, SigningKey key, Func<string> issuerAddress, TimeProvider time)
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public JsonObject RevokeToken(string token)
    {
        if (!settings.EnableTokenRevocation)
            throw new ServiceException("UnsupportedOperationException", "Revocation is not supported for this app client.");
        if (handler.CanReadToken(token))
            throw new ServiceException("UnsupportedTokenTypeException", "Token type is not supported.");
        // RFC 7009: a token that is unknown or no longer valid needs no revocation, and that is no error.
        refreshTokens.Revoke(token);
        return [];
    }

    public async Task<JsonObject> GlobalSignOutAsync(string accessToken)
    {
        var result = await handler.ValidateTokenAsync(accessToken, Parameters());
        if (!result.IsValid || Claim(result, "token_use") != "access")
            throw Refused(result.Exception is SecurityTokenInvalidLifetimeException ? "Access Token has expired" : "Invalid Access Token");
        if (refreshTokens.IsRevoked(Claim(result, "origin_jti")))
            throw Refused("Access Token has been revoked");
        if (!Claim(result, "scope").Split(' ').Contains(TokenIssuer.BaseScope))
            throw Refused("Access Token does not have required scopes");
        refreshTokens.RevokeAll(Claim(result, "username"));
        return [];
    }

    private TokenValidationParameters Parameters() => new()
    {
        IssuerSigningKey = key.Public,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ValidIssuer = issuerAddress(),
        ValidateAudience = false,
        LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
    };

    private static string Claim(TokenValidationResult result, string name) =>
        result.Claims.TryGetValue(name, out var value) && value is string text ? text : "";

    private static ServiceException Refused(string message) => new("NotAuthorizedException", message);
}

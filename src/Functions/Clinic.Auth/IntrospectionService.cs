using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Errors;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Auth;

/// <summary>
/// Decides whether an access token is good (RFC 7662): by the pool's signature, and by our own table, which knows of deactivated users,
/// ended sign-ins and keys that are deleted or have lost their maker's right before their tokens end.
/// </summary>
/// <param name="verify">Null for what is no good token of the pool: <see cref="TokenVerifier.VerifyAsync"/>.</param>
public sealed class IntrospectionService(Func<string, Task<VerifiedToken?>> verify, DynamoCredentialStore credentials, DynamoApiKeyReader apiKeys)
{
    public async Task<IntrospectionView> IntrospectAsync(IntrospectionRequest request) =>
        await verify(request.Token!) is { } token && await IsActiveAsync(token)
            ? new IntrospectionView(true, token.Subject, token.UserId, token.Role, token.Scope, token.Exp)
            : new IntrospectionView(false, null, null, null, null, null);

    private async Task<bool> IsActiveAsync(VerifiedToken token) => token switch
    {
        { UserId: { } userId } => await credentials.ReadAsync(userId) is { Active: true } credential && credential.PoolName == token.UserName,
        { KeyId: { } keyId } => await apiKeys.FindValidAsync(keyId) is not null,
        _ => true,
    };
}

/// <summary>What a good access token of the pool says.</summary>
/// <param name="Subject">The account in the pool, or the app client of a client-credentials token.</param>
/// <param name="UserName">The account's name in the pool (<see cref="PoolUserName"/>); an app client has none.</param>
/// <param name="KeyId">The API key that the token was issued for.</param>
/// <param name="Exp">Seconds since 1970 (RFC 7519, section 4.1.4).</param>
public sealed record VerifiedToken(string Subject, string? UserName, string? UserId, string? KeyId, string? Role, string Scope, long Exp);

/// <summary>
/// Verifies access tokens of the pool as API Gateway does: RS256 signature against the pool's published keys (RFC 7517), issuer,
/// expiry and <c>token_use</c>. The keys are fetched once, and again when a token names an unknown one, at most once a minute.
/// </summary>
public sealed class TokenVerifier(HttpClient http, string issuer, TimeProvider time)
{
    private static readonly TimeSpan FetchPause = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private IReadOnlyList<SecurityKey> keys = [];
    private DateTimeOffset fetchedAt = DateTimeOffset.MinValue;

    /// <summary>Null for a text that is not an access token, and for a token that was changed, has expired or is another pool's.</summary>
    public async Task<VerifiedToken?> VerifyAsync(string token)
    {
        if (Parse(token) is not { Kid: { Length: > 0 } kid } unverified)
            return null;
        var result = await handler.ValidateTokenAsync(unverified, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            IssuerSigningKeys = await KeysAsync(kid),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateAudience = false,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
        });
        return result.IsValid && unverified.TryGetValue<string>("token_use", out var use) && use == "access" ? Read(unverified) : null;
    }

    /// <summary>Null when the text is not a JWT (RFC 7519).</summary>
    private JsonWebToken? Parse(string token)
    {
        try
        {
            return handler.CanReadToken(token) ? handler.ReadJsonWebToken(token) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static VerifiedToken Read(JsonWebToken token) => new(
        token.Subject,
        Claim(token, "username"),
        Claim(token, "userId"),
        Claim(token, "keyId"),
        Claim(token, "role"),
        Claim(token, "scope") ?? "",
        new DateTimeOffset(token.ValidTo, TimeSpan.Zero).ToUnixTimeSeconds());

    private static string? Claim(JsonWebToken token, string name) => token.TryGetValue<string>(name, out var value) ? value : null;

    private async Task<IReadOnlyList<SecurityKey>> KeysAsync(string kid)
    {
        if (keys.Any(key => key.KeyId == kid) || time.GetUtcNow() - fetchedAt < FetchPause)
            return keys;
        try
        {
            keys = [.. new JsonWebKeySet(await http.GetStringAsync(new Uri(issuer + "/.well-known/jwks.json"))).GetSigningKeys()];
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException)
        {
            throw new BusyException(unreachable);
        }
        fetchedAt = time.GetUtcNow();
        return keys;
    }
}

using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;

namespace Clinic.Auth;

/// <summary>
/// Says whether an access token is good (RFC 7662): by the pool's signature, and by our own table, which knows of deactivated users,
/// ended sign-ins and keys that are deleted or have lost their maker's right before their tokens end.
/// </summary>
public sealed class IntrospectionService(TokenVerifier verifier, DynamoCredentialStore credentials, DynamoApiKeyReader apiKeys)
{
    public async Task<IntrospectionView> IntrospectAsync(IntrospectionRequest request) =>
        await verifier.VerifyAsync(request.Token!) is { } token && await IsActiveAsync(token)
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

using Clinic.Core.ApiKeys;

namespace Clinic.Core.Accounts;

/// <summary>
/// Says whether an access token is good (RFC 7662): by the pool's signature, and by our own table, which knows of deactivated users,
/// ended sign-ins and keys that are deleted or have lost their maker's right before their tokens end.
/// </summary>
public sealed class IntrospectionService(ITokenVerifier verifier, DynamoCredentialStore credentials, DynamoApiKeyReader apiKeys)
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

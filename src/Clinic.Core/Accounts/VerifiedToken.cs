namespace Clinic.Core.Accounts;

/// <summary>What a good access token of the pool says.</summary>
/// <param name="Subject">The account in the pool, or the app client of a client-credentials token.</param>
/// <param name="UserName">The account's name in the pool (<see cref="PoolUserName"/>); an app client has none.</param>
/// <param name="KeyId">The API key that the token was issued for.</param>
/// <param name="Exp">Seconds since 1970 (RFC 7519, section 4.1.4).</param>
public sealed record VerifiedToken(string Subject, string? UserName, string? UserId, string? KeyId, string? Role, string Scope, long Exp);

/// <summary>Tells good access tokens of the pool from everything else.</summary>
public interface ITokenVerifier
{
    /// <summary>Null for what is no access token, is changed, at its end or another pool's.</summary>
    Task<VerifiedToken?> VerifyAsync(string token);
}

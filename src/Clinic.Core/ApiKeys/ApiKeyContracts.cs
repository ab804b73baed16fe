namespace Clinic.Core.ApiKeys;

/// <summary>The body of POST /auth/api-keys.</summary>
/// <param name="Name">What the key is for.</param>
/// <param name="Scopes">Some of the caller's own scopes.</param>
/// <param name="ExpiresAt">When the key ends; absent: never.</param>
public sealed record NewApiKey(string? Name = null, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A new key.</summary>
/// <param name="Key">The key itself. It is shown this once and kept nowhere.</param>
public sealed record CreatedApiKey(string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, string Key);

/// <summary>A key in the list, without the key itself.</summary>
/// <param name="LastUsedAt">When it was last exchanged for a token, to the minute.</param>
public sealed record ApiKeyView(
    string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, string CreatedById, DateTimeOffset? LastUsedAt)
{
    public static ApiKeyView Of(ApiKey key) => new(key.Id, key.Name, key.Scopes, key.ExpiresAt, key.CreatedAt, key.CreatedById, key.LastUsedAt);
}

/// <summary>A service's access token (RFC 6749, section 5.1): there is no refresh token, the key is exchanged anew.</summary>
/// <param name="ExpiresIn">The token's life in seconds.</param>
/// <param name="Scope">The key's scopes, separated by blanks.</param>
public sealed record ServiceTokenView(string AccessToken, int ExpiresIn, string TokenType, string Scope);

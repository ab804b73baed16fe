namespace Clinic.Core.ApiKeys;

/// <summary>A machine client's key as it is stored: of the key itself only a digest.</summary>
/// <param name="Id">A UUID of version 7; it is part of the key.</param>
/// <param name="Hash">Hex SHA-256 of the key's secret part, which has 256 random bits: it needs no salt and no slow hash.</param>
/// <param name="Scopes">What a token of the key may do, and nothing else.</param>
/// <param name="CreatedById">The user or the API key that made it, with whose right it ends; or the app client of a client-credentials token.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, string Hash, string CreatedById, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt = null)
{
    public bool IsValid(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Refresh tokens: opaque to clients, and kept only as SHA-256, until they expire.</summary>
internal sealed class RefreshTokenStore
{
    private readonly ConcurrentDictionary<string, RefreshGrant> grants = new(StringComparer.Ordinal);
    private readonly Journal journal;

    public RefreshTokenStore(Journal journal, TimeProvider time)
    {
        this.journal = journal;
        foreach (var fact in journal.Read())
            Replay(fact);
        foreach (var (hash, grant) in grants)
        {
            if (grant.ExpiresAt <= time.GetUtcNow())
                grants.TryRemove(hash, out _);
        }

        journal.Compact(grants.Select(pair => ToFact(pair.Key, pair.Value)));
    }

    public string Issue(RefreshGrant grant)
    {
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(96));
        Put(Hash(token), grant);
        return token;
    }

    public RefreshGrant? Find(string token) => grants.GetValueOrDefault(Hash(token));

    /// <summary>Issues the token that replaces this one, for the rest of its life.</summary>
    public string Rotate(string token, RefreshGrant grant, DateTimeOffset now)
    {
        Put(Hash(token), grant with { RotatedAt = grant.RotatedAt ?? now });
        return Issue(grant with { RotatedAt = null });
    }

    /// <summary>Ends the token's sign-in: every token that it was rotated from or into.</summary>
    public void Revoke(string token)
    {
        if (grants.TryGetValue(Hash(token), out var grant))
            RevokeWhere(other => other.OriginJti == grant.OriginJti);
    }

    public void RevokeAll(string username) => RevokeWhere(grant => grant.Username == username);

    private void RevokeWhere(Func<RefreshGrant, bool> isMeant)
    {
        foreach (var (hash, grant) in grants.Where(pair => isMeant(pair.Value) && !pair.Value.Revoked))
            Put(hash, grant with { Revoked = true });
    }

    /// <summary>Whether an access token's sign-in was signed out: its refresh token is known and revoked.</summary>
    public bool IsRevoked(string originJti) => grants.Values.Any(grant => grant.Revoked && grant.OriginJti == originJti);

    private void Put(string hash, RefreshGrant grant)
    {
        grants[hash] = grant;
        journal.Append(ToFact(hash, grant));
    }

    private void Replay(JsonObject fact) => grants[fact.RequiredString("hash")] = new RefreshGrant(
        fact.RequiredString("username"),
        fact.RequiredString("originJti"),
        DateTimeOffset.FromUnixTimeSeconds((long)fact["authTime"]!),
        DateTimeOffset.FromUnixTimeSeconds((long)fact["expiresAt"]!),
        fact.IsTrue("revoked"),
        fact["rotatedAt"] is { } rotatedAt ? DateTimeOffset.FromUnixTimeSeconds((long)rotatedAt) : null);

    private static JsonObject ToFact(string hash, RefreshGrant grant) => new()
    {
        ["hash"] = hash,
        ["username"] = grant.Username,
        ["originJti"] = grant.OriginJti,
        ["authTime"] = grant.AuthTime.ToUnixTimeSeconds(),
        ["expiresAt"] = grant.ExpiresAt.ToUnixTimeSeconds(),
        ["revoked"] = grant.Revoked,
        ["rotatedAt"] = grant.RotatedAt?.ToUnixTimeSeconds(),
    };

    private static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>The sign-in of a refresh token, whose time and identity every token made from it carries.</summary>
/// <param name="RotatedAt">When it was first exchanged for another one; null while it is the current one.</param>
internal sealed record RefreshGrant(
    string Username, string OriginJti, DateTimeOffset AuthTime, DateTimeOffset ExpiresAt, bool Revoked = false, DateTimeOffset? RotatedAt = null);

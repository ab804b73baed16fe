namespace Clinic.Core.Security;

/// <summary>
/// Who sends a request, as the verified access token says: a user with a role, or a service (an API key or a
/// client-credentials token) with scopes alone, no user and no ownership.
/// </summary>
/// <param name="RequestId">The request's trace id, for the audit.</param>
/// <param name="Subject">The user's id, the API key's id or the service's account: the owner of idempotency keys and page tokens.</param>
public sealed record Caller(string Subject, string? UserId, Role? Role, IReadOnlySet<string> Scopes, string RequestId)
{
    public bool IsService => UserId is null;

    /// <summary>The API key that the token was issued for.</summary>
    public string? KeyId { get; init; }

    /// <summary>The admin who made the API key, or the first of the keys that made one another.</summary>
    public string? MakerId { get; init; }

    /// <summary>Whose rights the request uses: the user's own, or the maker's of an API key. Null for a client-credentials token.</summary>
    public string? ActorId => UserId ?? MakerId;

    /// <summary>Keys are made with the scope of admins, and roles never change.</summary>
    public Role ActorRole => Role ?? Security.Role.Admin;

    /// <summary>An admin whose token lacks the scope has not set up the second factor that the clinic requires: they are nobody but themselves.</summary>
    public bool IsAdmin => (Role is Security.Role.Admin || IsService) && Has(Scope.Admin);

    public bool IsThanatologist => Role is Security.Role.Thanatologist;

    public bool Has(string scope) => Scopes.Contains(scope);

    public bool Is(string userId) => UserId == userId;

    /// <summary>Clinical text (the record's <c>ekr</c>, a session's evaluation) is for those who may read sessions.</summary>
    public bool ReadsClinicalText => Has(Scope.SessionsRead);

    /// <summary>Reads the claims that API Gateway's Cognito authorizer has verified; a public route has none.</summary>
    public static Caller From(IReadOnlyDictionary<string, string>? claims, string requestId)
    {
        if (claims is null || !claims.TryGetValue("sub", out var subject))
            return new Caller("anonymous", null, null, new HashSet<string>(), requestId);
        var scopes = claims.GetValueOrDefault("scope", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var userId = claims.GetValueOrDefault("userId");
        var keyId = claims.GetValueOrDefault("keyId");
        return new Caller(userId ?? keyId ?? subject, userId, RoleNames.Parse(claims.GetValueOrDefault("role")), scopes.ToHashSet(), requestId)
        {
            KeyId = keyId,
            MakerId = claims.GetValueOrDefault("makerId"),
        };
    }
}

using System.Text.Json.Serialization;
using Clinic.Core.Json;

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

    /// <summary>A patient who has not signed in, and answers with the link that they got for one appointment.</summary>
    public bool IsByLink { get; private init; }

    /// <summary>The API key that the token was issued for.</summary>
    public string? KeyId { get; init; }

    /// <summary>The admin who made the API key. Where keys made keys, the admin who made the first one.</summary>
    public string? MakerId { get; init; }

    /// <summary>Whose rights the request uses: the user's own, or the maker's of an API key. Null for a client-credentials token.</summary>
    public string? ActorId => UserId ?? MakerId;

    /// <summary>Keys are made with the scope of admins, and roles never change.</summary>
    public Role ActorRole => Role ?? Security.Role.Admin;

    /// <summary>An admin whose token lacks the scope has not set up the second factor that the clinic requires: they have no rights but those on themselves.</summary>
    public bool IsAdmin => (Role is Security.Role.Admin || IsService) && Has(Scope.Admin);

    public bool IsThanatologist => Role is Security.Role.Thanatologist;

    public bool Has(string scope) => Scopes.Contains(scope);

    public bool Is(string userId) => UserId == userId;

    /// <summary>Clinical text (the record's <c>ekr</c>, a session's evaluation) is for those who may read sessions.</summary>
    public bool ReadsClinicalText => Has(Scope.SessionsRead);

    public static Caller ByLink(string patientId, string requestId) =>
        new(patientId, patientId, Security.Role.Patient, new HashSet<string> { Scope.AppointmentsWrite }, requestId) { IsByLink = true };

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

/// <summary>What an account is; it decides the scopes of its tokens (<see cref="Scope.Of"/>) and never changes.</summary>
[JsonConverter(typeof(RoleConverter))]
public enum Role
{
    Admin,
    AdminSupport,
    Thanatologist,
    Patient,
}

/// <summary>The names of roles as they are written in tokens, tables and JSON.</summary>
public static class RoleNames
{
    public static readonly IReadOnlyList<string> All = ["admin", "admin_support", "thanatologist", "patient"];

    public static string Name(this Role role) => All[(int)role];

    public static Role? Parse(string? name)
    {
        for (var position = 0; position < All.Count; position++)
        {
            if (All[position] == name)
                return (Role)position;
        }
        return null;
    }
}

/// <summary>Reads and writes roles by their names.</summary>
public sealed class RoleConverter() : StrictEnumConverter<Role>(RoleNames.All);

/// <summary>OAuth 2.0 scopes (RFC 6749, section 3.3) of the resource server <c>clinic</c>, as they stand in a token.</summary>
public static class Scope
{
    public const string Self = "clinic/self";
    public const string UsersRead = "clinic/users.read";
    public const string UsersWrite = "clinic/users.write";
    public const string SessionsRead = "clinic/sessions.read";
    public const string SessionsWrite = "clinic/sessions.write";
    public const string AppointmentsRead = "clinic/appointments.read";
    public const string AppointmentsWrite = "clinic/appointments.write";
    public const string CareRead = "clinic/care.read";
    public const string CareWrite = "clinic/care.write";
    public const string MessagesSend = "clinic/messages.send";
    public const string MessagesRead = "clinic/messages.read";
    public const string MessagesDecrypt = "clinic/messages.decrypt";
    public const string ReportsRead = "clinic/reports.read";
    public const string Admin = "clinic/admin";

    public static readonly IReadOnlyList<string> All =
    [
        Self, UsersRead, UsersWrite, SessionsRead, SessionsWrite, AppointmentsRead, AppointmentsWrite, CareRead, CareWrite, MessagesSend, MessagesRead, MessagesDecrypt, ReportsRead, Admin,
    ];

    /// <summary>The scopes that a user of this role gets at every sign-in and refresh. A patient who may book gets <see cref="AppointmentsWrite"/> too.</summary>
    public static IReadOnlyList<string> Of(Role role) => role switch
    {
        Role.Admin => All,
        Role.AdminSupport => [Self, UsersRead, AppointmentsRead, AppointmentsWrite, MessagesSend, MessagesRead, ReportsRead],
        Role.Thanatologist => [Self, UsersRead, UsersWrite, SessionsRead, SessionsWrite, AppointmentsRead, AppointmentsWrite, CareRead, CareWrite, MessagesSend, MessagesRead, ReportsRead],
        Role.Patient => [Self, AppointmentsRead, MessagesRead],
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}

namespace Clinic.Core.Security;

/// <summary>OAuth 2.0 scopes (RFC 6749, section 3.3) of the resource server <c>clinic</c>, as they stand in a token.</summary>
public static class Scope
{
    public const string Self = "clinic/self";
    public const string UsersRead = "clinic/users.read";
    public const string UsersWrite = "clinic/users.write";
    public const string SessionsRead = "clinic/sessions.read";
    public const string SessionsWrite = "clinic/sessions.write";
    public const string MessagesSend = "clinic/messages.send";
    public const string MessagesRead = "clinic/messages.read";
    public const string MessagesDecrypt = "clinic/messages.decrypt";
    public const string ReportsRead = "clinic/reports.read";
    public const string Admin = "clinic/admin";

    public static readonly IReadOnlyList<string> All =
    [
        Self, UsersRead, UsersWrite, SessionsRead, SessionsWrite, MessagesSend, MessagesRead, MessagesDecrypt, ReportsRead, Admin,
    ];

    /// <summary>The scopes that a user of this role gets at every sign-in and refresh.</summary>
    public static IReadOnlyList<string> Of(Role role) => role switch
    {
        Role.Admin => All,
        Role.AdminSupport => [Self, UsersRead, MessagesSend, MessagesRead, ReportsRead],
        Role.Thanatologist => [Self, UsersRead, UsersWrite, SessionsRead, SessionsWrite, MessagesSend, MessagesRead, ReportsRead],
        Role.Patient => [Self, MessagesRead],
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}

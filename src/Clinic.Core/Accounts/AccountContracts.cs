using System.Text.Json.Serialization;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

public sealed record SaltRequest(string? Email = null);

public sealed record SaltView(string Salt);

/// <summary>The body of POST /auth/login: the password, or its digest after the two-step login.</summary>
/// <param name="PasswordHash">Hex SHA-256 of the password, in Unicode's normalization form C, followed by the salt; both in UTF-8.</param>
public sealed record LoginRequest(string? Email = null, string? Password = null, string? PasswordHash = null);

/// <summary>The body of POST /auth/authenticate: to sign in with, or up where the clinic allows it.</summary>
public sealed record Credentials(string? Email = null, string? Password = null);

public sealed record RefreshRequest(string? RefreshToken = null);

public sealed record LogoutRequest(string? RefreshToken = null);

public sealed record PasswordChange(string? CurrentPassword = null, string? NewPassword = null);

public sealed record ForgotPassword(string? Email = null);

public sealed record PasswordReset(string? Email = null, string? Code = null, string? NewPassword = null);

/// <summary>The body of POST /auth/introspect.</summary>
/// <param name="Token">An access token.</param>
public sealed record IntrospectionRequest(string? Token = null);

/// <summary>What a token is good for; of one that is good for nothing only that.</summary>
/// <param name="Exp">When the token ends, in seconds since 1970.</param>
public sealed record IntrospectionView(bool Active, string? Sub, string? UserId, string? Role, string? Scope, long? Exp);

/// <param name="ExpiresIn">The access token's life in seconds.</param>
public sealed record TokensView(string AccessToken, string IdToken, string RefreshToken, int ExpiresIn, string TokenType, SignedInUser User);

/// <summary>What a right password comes to: tokens, or the challenge of a second factor.</summary>
public sealed record SignIn(TokensView? Tokens, ChallengeView? Challenge);

public sealed record SignedInUser(string Id, string FirstName, Role Role);

/// <summary>The caller's own representation and what their token allows.</summary>
public sealed record MeView : UserView
{
    public MeView()
    {
    }

    public MeView(UserView view) : base(view)
    {
    }

    [JsonPropertyOrder(6)]
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;

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

/// <summary>The result of a right password: tokens, or the challenge of a second factor.</summary>
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

public sealed class SaltRules : AbstractValidator<SaltRequest>
{
    public SaltRules() => RuleFor(request => request.Email).RequiredEmail();
}

public sealed class LoginRules : AbstractValidator<LoginRequest>
{
    /// <summary>Longer than any password can be. Nothing longer is digested.</summary>
    internal const int LongestGuess = 256;

    private static readonly FieldFault NoHash = new(FieldCode.InvalidFormat, Phrases.MustBe(new(
        "el SHA-256 hexadecimal de contraseña y salt: 64 dígitos hexadecimales", "the hex SHA-256 of password and salt: 64 hex digits")));

    public LoginRules()
    {
        RuleFor(request => request.Email).RequiredEmail();
        RuleFor(request => request.Password)
            .Filled(LongestGuess, Phrases.Required(new("la contraseña, o passwordHash en su lugar", "the password, or passwordHash in its place")))
            .When(request => request.PasswordHash is null);
        RuleFor(request => request.Password).Absent(new("no se envía junto con passwordHash", "is not sent together with passwordHash"))
            .When(request => request.PasswordHash is not null);
        RuleFor(request => request.PasswordHash)
            .Meets(new() { Pattern = "^[0-9A-Fa-f]{64}$" }, hash => hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigit)) ? null : NoHash);
    }
}

public sealed class CredentialsRules : AbstractValidator<Credentials>
{
    public CredentialsRules()
    {
        RuleFor(request => request.Email).RequiredEmail();
        RuleFor(request => request.Password).Filled(LoginRules.LongestGuess, Phrases.IsRequired);
    }
}

/// <summary>The rules for the password of a new account, which are stricter than those for any guess.</summary>
public sealed class RegistrationRules : AbstractValidator<Credentials>
{
    public RegistrationRules()
    {
        RuleFor(request => request.Password).NewPassword();
        RuleFor(request => request.Password).NotEmail(request => request.Email);
    }
}

public sealed class RefreshRules : AbstractValidator<RefreshRequest>
{
    public RefreshRules() => RuleFor(request => request.RefreshToken).RefreshToken();
}

public sealed class LogoutRules : AbstractValidator<LogoutRequest>
{
    public LogoutRules() => RuleFor(request => request.RefreshToken).RefreshToken();
}

public sealed class PasswordChangeRules : AbstractValidator<PasswordChange>
{
    public PasswordChangeRules()
    {
        RuleFor(change => change.CurrentPassword).Filled(LoginRules.LongestGuess, Phrases.IsRequired);
        RuleFor(change => change.NewPassword).NewPassword();
    }
}

public sealed class ForgotPasswordRules : AbstractValidator<ForgotPassword>
{
    public ForgotPasswordRules() => RuleFor(request => request.Email).RequiredEmail();
}

public sealed class PasswordResetRules : AbstractValidator<PasswordReset>
{
    public PasswordResetRules()
    {
        RuleFor(reset => reset.Email).RequiredEmail();
        RuleFor(reset => reset.Code).Typed(new("el código del correo", "the code from the mail"));
        RuleFor(reset => reset.NewPassword).NewPassword();
        RuleFor(reset => reset.NewPassword).NotEmail(reset => reset.Email);
    }
}

public sealed class IntrospectionRules : AbstractValidator<IntrospectionRequest>
{
    private const int LongestToken = 8_192;

    public IntrospectionRules() => RuleFor(request => request.Token).Filled(LongestToken, Phrases.Required(new("un token de acceso", "an access token")));
}

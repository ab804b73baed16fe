using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Accounts;

public sealed class SaltRules : AbstractValidator<SaltRequest>
{
    public SaltRules() => RuleFor(request => request.Email).RequiredEmail();
}

public sealed class LoginRules : AbstractValidator<LoginRequest>
{
    /// <summary>Longer than any password can be; what is longer still is not worth a digest.</summary>
    internal const int LongestGuess = 256;

    public LoginRules()
    {
        RuleFor(request => request.Email).RequiredEmail();
        RuleFor(request => request.Password).Filled(LongestGuess)
            .When(request => request.PasswordHash is null).WithMessage("is required: the password, or passwordHash in its place");
        RuleFor(request => request.Password).Null()
            .When(request => request.PasswordHash is not null).WithMessage("is not sent together with passwordHash");
        RuleFor(request => request.PasswordHash)
            .Meets(new() { Pattern = "^[0-9A-Fa-f]{64}$" }, hash => hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigit)))
            .WithMessage("must be the hex SHA-256 of password and salt: 64 hex digits");
    }
}

public sealed class CredentialsRules : AbstractValidator<Credentials>
{
    public CredentialsRules()
    {
        RuleFor(request => request.Email).RequiredEmail();
        RuleFor(request => request.Password).Filled(LoginRules.LongestGuess).WithMessage("is required");
    }
}

/// <summary>What the password of a new account has to be beyond what any guess may be.</summary>
public sealed class RegistrationRules : AbstractValidator<Credentials>
{
    public RegistrationRules()
    {
        RuleFor(request => request.Password).NewPassword();
        RuleFor(request => request.Password).Must((request, password) => PasswordRules.IsNotEmail(password, request.Email)).WithMessage(PasswordRules.IsEmailMessage);
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
        RuleFor(change => change.CurrentPassword).Filled(LoginRules.LongestGuess).WithMessage("is required");
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
        RuleFor(reset => reset.Code).Typed("the code from the mail");
        RuleFor(reset => reset.NewPassword).NewPassword();
        RuleFor(reset => reset.NewPassword).Must((reset, password) => PasswordRules.IsNotEmail(password, reset.Email)).WithMessage(PasswordRules.IsEmailMessage);
    }
}

public sealed class IntrospectionRules : AbstractValidator<IntrospectionRequest>
{
    private const int LongestToken = 8_192;

    public IntrospectionRules() => RuleFor(request => request.Token).Filled(LongestToken).WithMessage("is required: an access token");
}

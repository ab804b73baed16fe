using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Accounts;

public sealed class SaltRules : AbstractValidator<SaltRequest>
{
    public SaltRules() => RuleFor(request => request.Email).RequiredEmail();
}

public sealed class LoginRules : AbstractValidator<LoginRequest>
{
    public LoginRules()
    {
        RuleFor(request => request.Email).RequiredEmail();
        RuleFor(request => request.Password).Must(password => password is { Length: >= 1 and <= 256 })
            .When(request => request.PasswordHash is null).WithMessage("is required: the password, or passwordHash in its place");
        RuleFor(request => request.Password).Null()
            .When(request => request.PasswordHash is not null).WithMessage("is not sent together with passwordHash");
        RuleFor(request => request.PasswordHash).Must(hash => hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigit)))
            .WithMessage("must be the hex SHA-256 of password and salt: 64 hex digits");
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
        RuleFor(change => change.CurrentPassword).Must(password => password is { Length: >= 1 and <= 256 }).WithMessage("is required");
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
        RuleFor(reset => reset.Code).Must(code => code is { Length: >= 1 and <= 64 }).WithMessage("is required: the code from the mail");
        RuleFor(reset => reset.NewPassword).NewPassword();
        RuleFor(reset => reset.NewPassword).Must((reset, password) => PasswordRules.IsNotEmail(password, reset.Email)).WithMessage(PasswordRules.IsEmailMessage);
    }
}

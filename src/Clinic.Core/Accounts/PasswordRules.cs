using FluentValidation;

namespace Clinic.Core.Accounts;

/// <summary>What a new password must be: NIST SP 800-63B, section 5.1.1.2 - long enough, not common, no composition rules.</summary>
internal static class PasswordRules
{
    public const string IsEmailMessage = "must not be the email address";

    public static void NewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => password is { Length: >= 8 and <= 128 }).WithMessage("is required: 8 to 128 characters")
        .Must(password => password is null || !CommonPasswords.Contains(password)).WithMessage("is one of the most common passwords: choose another");

    public static void RefreshToken<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(token => token is { Length: >= 1 and <= 4096 }).WithMessage("is required");

    public static bool IsNotEmail(string? password, string? email) =>
        password is null || email is null || !password.Trim().Equals(email.Trim(), StringComparison.OrdinalIgnoreCase);
}

using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Accounts;

/// <summary>What a new password must be: NIST SP 800-63B, section 5.1.1.2 - long enough, not common, no composition rules.</summary>
internal static class PasswordRules
{
    public const string IsEmailMessage = "must not be the email address";

    public static void NewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Meets(new() { Required = true, MinLength = 8, MaxLength = 128 }, password => password is { Length: >= 8 and <= 128 })
        .WithMessage("is required: 8 to 128 characters")
        .Must(password => password is null || !CommonPasswords.Contains(password)).WithMessage("is one of the most common passwords: choose another");

    public static void RefreshToken<T>(this IRuleBuilder<T, string?> rule) => rule.Filled(4096).WithMessage("is required");

    /// <summary>Any characters at all, as they are: what has to be right rather than well-formed.</summary>
    public static IRuleBuilderOptions<T, string?> Filled<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .Meets(new() { Required = true, MinLength = 1, MaxLength = longest }, value => value?.Length >= 1 && value.Length <= longest);

    public static bool IsNotEmail(string? password, string? email) =>
        password is null || email is null || !password.Trim().Equals(email.Trim(), StringComparison.OrdinalIgnoreCase);
}

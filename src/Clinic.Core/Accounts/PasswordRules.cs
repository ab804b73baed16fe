using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Accounts;

/// <summary>What a new password must be: NIST SP 800-63B, section 5.1.1.2 - long enough, not common, no composition rules.</summary>
internal static class PasswordRules
{
    public const string IsEmailMessage = "must not be the email address";

    public static void NewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Meets(new() { Required = true, MinLength = 8, MaxLength = 128 }, IsLongEnough)
        .WithMessage("is required: 8 to 128 characters, not all of them blank")
        .Must(password => password is null || !CommonPasswords.Contains(CanonicalForm.Composed(password))).WithMessage("is one of the most common passwords: choose another");

    public static void RefreshToken<T>(this IRuleBuilder<T, string?> rule) => rule.Filled(4096).WithMessage("is required");

    /// <summary>Any characters at all, as they are: what has to be right rather than well-formed.</summary>
    public static IRuleBuilderOptions<T, string?> Filled<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .Meets(new() { Required = true, MinLength = 1, MaxLength = longest }, value => value?.Length >= 1 && TextForm.LengthOf(value) <= longest);

    public static bool IsNotEmail(string? password, string? email) =>
        password is null || email is null || !CanonicalForm.Composed(password).Trim().Equals(email.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool IsLongEnough(string? password) => password is not null && TextForm.LengthOf(CanonicalForm.Composed(password)) is >= 8 and <= 128 && TextForm.Shows(password);
}

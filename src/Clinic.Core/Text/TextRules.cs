using System.Text.RegularExpressions;
using Clinic.Core.Catalogue;
using Clinic.Core.Http;
using FluentValidation;

namespace Clinic.Core.Text;

/// <summary>The rules that the contracts' fields share. Lengths are counted in UTF-16 characters after trimming.</summary>
internal static partial class TextRules
{
    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> PersonName() => rule
            .Must(value => value?.Trim().Length is >= 1 and <= 60 && IsOneLine(value)).WithMessage("is required: 1 to 60 characters");

        public IRuleBuilderOptions<T, string?> OptionalPersonName() => rule.OptionalText(60);

        /// <summary>One line of 1 to <paramref name="longest"/> characters, if there is any.</summary>
        public IRuleBuilderOptions<T, string?> OptionalText(int longest) => rule
            .Must(value => value is null || (value.Trim().Length >= 1 && value.Trim().Length <= longest && IsOneLine(value)))
            .WithMessage($"must be 1 to {longest} characters on one line");

        public IRuleBuilderOptions<T, string?> RequiredText(int longest) => rule
            .Must(value => value?.Trim().Length >= 1 && value.Length <= longest && IsText(value))
            .WithMessage($"is required: 1 to {longest} characters");

        /// <summary>At most 20,000 characters of text, which may be empty.</summary>
        public IRuleBuilderOptions<T, string?> ClinicalText() => rule
            .Must(value => value is null || (value.Length <= 20_000 && IsText(value))).WithMessage("must be at most 20000 characters of text");

        public IRuleBuilderOptions<T, string?> Digits(int count) => rule
            .Must(value => value is null || (value.Length == count && value.All(char.IsAsciiDigit))).WithMessage($"must be {count} digits");

        public IRuleBuilderOptions<T, string?> OptionalId() => rule.Must(value => value is null || Identifier.TryParse(value, out _)).WithMessage("must be an id");

        public IRuleBuilderOptions<T, string?> EmailAddress() => rule.Must(value => value is null || IsEmail(value)).WithMessage("must be an email address");

        public IRuleBuilderOptions<T, string?> RequiredEmail() => rule.Must(IsEmail).WithMessage("is required: an email address");

        public IRuleBuilderOptions<T, string?> In(Vocabulary vocabulary) => rule
            .Must(value => value is null || vocabulary.Find(value) is not null)
            .WithMessage("must be one of " + string.Join(", ", vocabulary.Values));

        public IRuleBuilderOptions<T, string?> RequiredIn(Vocabulary vocabulary) => rule
            .Must(value => vocabulary.Find(value) is not null)
            .WithMessage("is required: one of " + string.Join(", ", vocabulary.Values));
    }

    /// <summary>Not after today anywhere on earth, and not before 1900.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> PastDate<T>(this IRuleBuilder<T, DateOnly?> rule, TimeProvider time) => rule
        .Must(date => date is null || (date.Value.Year >= 1900 && date <= DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(14))))
        .WithMessage("must be a date from 1900 on and not in the future");

    /// <summary>An address that every mail system takes: RFC 5321's lengths, the unquoted form, no comments.</summary>
    public static bool IsEmail(string? value) => value is { Length: <= 254 } && value.Trim().IndexOf('@') <= 64 && EmailForm().IsMatch(value.Trim());

    /// <summary>Text that people write: line breaks and tabs, no other control character.</summary>
    public static bool IsText(string value) => !value.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));

    private static bool IsOneLine(string value) => !value.Any(char.IsControl);

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex EmailForm();
}

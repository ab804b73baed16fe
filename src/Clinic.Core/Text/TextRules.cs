using System.Text.RegularExpressions;
using Clinic.Core.Catalogue;
using Clinic.Core.Http;
using FluentValidation;
using FluentValidation.Validators;

namespace Clinic.Core.Text;

/// <summary>The rules that the contracts' fields share. Lengths are counted in code points (<see cref="TextForm.LengthOf"/>), those of lines after trimming.</summary>
internal static partial class TextRules
{
    public const int LongestClinicalText = 20_000;
    private const int LongestName = 60;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> PersonName() => rule.RequiredLine(LongestName);

        /// <summary>One line of 1 to <paramref name="longest"/> characters.</summary>
        public IRuleBuilderOptions<T, string?> RequiredLine(int longest) => rule
            .Meets(Written(longest) with { Required = true }, value => value is not null && IsOneLine(value, longest))
            .WithMessage($"is required: 1 to {longest} characters on one line");

        public IRuleBuilderOptions<T, string?> OptionalPersonName() => rule.OptionalText(LongestName);

        /// <summary>One line of 1 to <paramref name="longest"/> characters, if there is any.</summary>
        public IRuleBuilderOptions<T, string?> OptionalText(int longest) => rule
            .Meets(Written(longest), value => value is null || IsOneLine(value, longest))
            .WithMessage($"must be 1 to {longest} characters on one line");

        public IRuleBuilderOptions<T, string?> RequiredText(int longest) => rule
            .Meets(Written(longest) with { Required = true }, value => value is not null && IsShownText(value, longest))
            .WithMessage($"is required: 1 to {longest} characters");

        /// <summary>Lines of 1 to <paramref name="longest"/> characters in all, if there are any.</summary>
        public IRuleBuilderOptions<T, string?> OptionalLines(int longest) => rule
            .Meets(Written(longest), value => value is null || IsShownText(value, longest))
            .WithMessage($"must be 1 to {longest} characters");

        /// <summary>At most 20,000 characters of text, which may be empty, but not blank.</summary>
        public IRuleBuilderOptions<T, string?> ClinicalText() => rule
            .Meets(new() { MaxLength = LongestClinicalText }, value => value is null or "" || IsShownText(value, LongestClinicalText))
            .WithMessage($"must be at most {LongestClinicalText} characters of text");

        public IRuleBuilderOptions<T, string?> Digits(int count) => rule
            .Meets(new() { Pattern = $"^[0-9]{{{count}}}$" }, value => value is null || (value.Length == count && value.All(char.IsAsciiDigit)))
            .WithMessage($"must be {count} digits");

        public IRuleBuilderOptions<T, string?> OptionalId() => rule
            .Meets(new() { Format = "uuid" }, value => value is null || Identifier.TryParse(value, out _)).WithMessage("must be an id");

        public IRuleBuilderOptions<T, string?> EmailAddress() => rule
            .Meets(Email, value => value is null || IsEmail(value)).WithMessage("must be an email address");

        public IRuleBuilderOptions<T, string?> RequiredEmail() => rule
            .Meets(Email with { Required = true }, IsEmail).WithMessage("is required: an email address");

        public IRuleBuilderOptions<T, string?> In(Vocabulary vocabulary) => rule
            .Meets(new() { Values = vocabulary.Values }, value => value is null || vocabulary.Find(value) is not null)
            .WithMessage("must be one of " + string.Join(", ", vocabulary.Values));

        public IRuleBuilderOptions<T, string?> RequiredIn(Vocabulary vocabulary) => rule
            .Meets(new() { Values = vocabulary.Values, Required = true }, value => vocabulary.Find(value) is not null)
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

    private static bool IsShownText(string value, int longest) => TextForm.Shows(value) && TextForm.LengthOf(value) <= longest && IsText(value);

    private static bool IsOneLine(string value, int longest) =>
        TextForm.Shows(value) && TextForm.LengthOf(value.Trim()) <= longest && !value.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');

    /// <summary>Blanks alone are not enough: the pattern requires another character.</summary>
    private static Constraint Written(int longest) => new() { MinLength = 1, MaxLength = longest, Pattern = @"\S" };

    public static readonly Constraint Email = new() { Format = "email", MaxLength = 254 };

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex EmailForm();
}

/// <summary>What a value must be in the terms of JSON Schema, where those can say it; beside each rule, for the OpenAPI document.</summary>
public sealed record Constraint
{
    /// <summary>The value may not be left out.</summary>
    public bool Required { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MaxItems { get; init; }

    public string? Pattern { get; init; }

    public string? Format { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>The value when none is given.</summary>
    public int? Default { get; init; }

    /// <summary>The values, where there is a list of them.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>A rule that can say what it asks for.</summary>
public interface IConstrained
{
    Constraint Constraint { get; }
}

/// <summary>A predicate together with what it asks for.</summary>
internal sealed class ConstraintValidator<T, TProperty>(Constraint constraint, Func<T, TProperty, bool> accepts)
    : PropertyValidator<T, TProperty>, IConstrained
{
    public override string Name => nameof(ConstraintValidator<,>);

    public Constraint Constraint => constraint;

    public override bool IsValid(ValidationContext<T> context, TProperty value) => accepts(context.InstanceToValidate, value);
}

internal static class ConstraintRules
{
    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<TProperty, bool> accepts) =>
        rule.Meets(constraint, (_, value) => accepts(value));

    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<T, TProperty, bool> accepts) =>
        rule.SetValidator(new ConstraintValidator<T, TProperty>(constraint, accepts));
}

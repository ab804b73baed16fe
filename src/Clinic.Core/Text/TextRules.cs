using System.Text.RegularExpressions;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using FluentValidation;
using FluentValidation.Results;
using FluentValidation.Validators;

namespace Clinic.Core.Text;

/// <summary>The rules that the contracts' fields share. Lengths are counted in code points (<see cref="TextForm.LengthOf"/>), those of lines after trimming.</summary>
internal static partial class TextRules
{
    public const int LongestClinicalText = 20_000;
    private const int LongestName = 60;
    private const int LongestEmail = 254;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> PersonName() => rule.RequiredLine(LongestName);

        /// <summary>One line of 1 to <paramref name="longest"/> characters.</summary>
        public IRuleBuilderOptions<T, string?> RequiredLine(int longest)
        {
            var text = Phrases.Required(Phrases.Line(longest));
            return rule.Meets(Written(longest) with { Required = true }, value => value is null ? new(FieldCode.Required, text) : FaultOfLine(value, longest, text));
        }

        public IRuleBuilderOptions<T, string?> OptionalPersonName() => rule.OptionalText(LongestName);

        /// <summary>One line of 1 to <paramref name="longest"/> characters, if there is any.</summary>
        public IRuleBuilderOptions<T, string?> OptionalText(int longest)
        {
            var text = Phrases.MustHave(Phrases.Line(longest));
            return rule.Meets(Written(longest), value => value is null ? null : FaultOfLine(value, longest, text));
        }

        public IRuleBuilderOptions<T, string?> RequiredText(int longest)
        {
            var text = Phrases.Required(Phrases.Characters(longest));
            return rule.Meets(Written(longest) with { Required = true }, value => value is null ? new(FieldCode.Required, text) : FaultOfText(value, longest, text));
        }

        /// <summary>Lines of 1 to <paramref name="longest"/> characters in all, if there are any.</summary>
        public IRuleBuilderOptions<T, string?> OptionalLines(int longest)
        {
            var text = Phrases.MustHave(Phrases.Characters(longest));
            return rule.Meets(Written(longest), value => value is null ? null : FaultOfText(value, longest, text));
        }

        /// <summary>Lines of at most <paramref name="longest"/> characters in all, with nothing in them yet or blanks alone too.</summary>
        public IRuleBuilderOptions<T, string?> UnfinishedText(int longest)
        {
            var text = new Phrase($"debe tener a lo más {longest} caracteres de texto", $"must be at most {longest} characters of text");
            return rule.Meets(new() { MaxLength = longest }, value => value is null || !TextForm.Shows(value) && value.Length <= longest ? null : FaultOfText(value, longest, text));
        }

        /// <summary>At most 20,000 characters of text, which may be empty, but not blank.</summary>
        public IRuleBuilderOptions<T, string?> ClinicalText()
        {
            var text = new Phrase($"debe tener a lo más {LongestClinicalText} caracteres de texto", $"must be at most {LongestClinicalText} characters of text");
            return rule.Meets(new() { MaxLength = LongestClinicalText }, value => value is null or "" ? null : FaultOfText(value, LongestClinicalText, text));
        }

        public IRuleBuilderOptions<T, string?> Digits(int count)
        {
            var fault = new FieldFault(FieldCode.InvalidFormat, new($"debe tener {count} dígitos", $"must be {count} digits"));
            return rule.Meets(new() { Pattern = $"^[0-9]{{{count}}}$" }, value => value is null || (value.Length == count && value.All(char.IsAsciiDigit)) ? null : fault);
        }

        public IRuleBuilderOptions<T, string?> Digits(int fewest, int most)
        {
            var fault = new FieldFault(FieldCode.InvalidFormat, new($"debe tener de {fewest} a {most} dígitos", $"must be {fewest} to {most} digits"));
            return rule.Meets(
                new() { Pattern = $"^[0-9]{{{fewest},{most}}}$" }, value => value is null || (value.Length >= fewest && value.Length <= most && value.All(char.IsAsciiDigit)) ? null : fault);
        }

        public IRuleBuilderOptions<T, string?> OptionalId() => rule
            .Meets(new() { Format = "uuid" }, value => value is null || Identifier.TryParse(value, out _) ? null : new(FieldCode.InvalidFormat, Phrases.MustBe(Phrases.Id)));

        public IRuleBuilderOptions<T, string?> RequiredId(Phrase what) => rule
            .Meets(new() { Format = "uuid", Required = true }, value => Identifier.TryParse(value, out _) ? null : new(CodeOf(value), Phrases.Required(what)));

        public IRuleBuilderOptions<T, string?> EmailAddress()
        {
            var text = Phrases.MustBe(Phrases.EmailAddress);
            return rule.Meets(Email, value => value is null ? null : FaultOfEmail(value, text));
        }

        public IRuleBuilderOptions<T, string?> RequiredEmail() => rule.Meets(Email with { Required = true }, FaultOfEmail);

        public IRuleBuilderOptions<T, string?> In(Vocabulary vocabulary) => rule
            .Meets(new() { Values = vocabulary.Values }, value => value is null || vocabulary.Find(value) is not null
                ? null
                : new(FieldCode.NotInCatalogue, Phrases.MustBe(Phrases.OneOf(vocabulary.Values))));

        public IRuleBuilderOptions<T, string?> RequiredIn(Vocabulary vocabulary) => rule
            .Meets(new() { Values = vocabulary.Values, Required = true }, value => vocabulary.Find(value) is not null
                ? null
                : new(string.IsNullOrWhiteSpace(value) ? FieldCode.Required : FieldCode.NotInCatalogue, Phrases.Required(Phrases.OneOf(vocabulary.Values))));
    }

    /// <summary>Not after today anywhere on earth, and not before 1900.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> PastDate<T>(this IRuleBuilder<T, DateOnly?> rule, TimeProvider time) => rule
        .Meets(new(), date => date is null || (date.Value.Year >= 1900 && date <= DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(14)))
            ? null
            : new(FieldCode.OutOfRange, new("debe ser una fecha de 1900 en adelante y no futura", "must be a date from 1900 on and not in the future")));

    /// <summary>An address that every mail system takes: RFC 5321's lengths, the unquoted form, no comments.</summary>
    public static bool IsEmail(string? value) => value is { Length: <= LongestEmail } && value.Trim().IndexOf('@') <= 64 && EmailForm().IsMatch(value.Trim());

    /// <summary>Text that people write: line breaks and tabs, no other control character.</summary>
    public static bool IsText(string value) => !value.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));

    /// <summary>What is wrong with an email address that has to be there.</summary>
    public static FieldFault? FaultOfEmail(string? value) => FaultOfEmail(value, Phrases.Required(Phrases.EmailAddress));

    /// <summary>What is wrong with a phone number that has to be there.</summary>
    public static FieldFault? FaultOfPhone(string? value) => PhoneForm.Of(value) is null ? new(CodeOf(value), Phrases.Required(Phrases.PhoneNumber)) : null;

    private static FieldFault? FaultOfText(string value, int longest, Phrase text) =>
        !TextForm.Shows(value) ? new(FieldCode.Required, text)
        : TextForm.LengthOf(value) > longest ? new(FieldCode.TooLong, text, longest)
        : !IsText(value) ? new(FieldCode.InvalidFormat, text)
        : null;

    private static FieldFault? FaultOfLine(string value, int longest, Phrase text) =>
        !TextForm.Shows(value) ? new(FieldCode.Required, text)
        : TextForm.LengthOf(value.Trim()) > longest ? new(FieldCode.TooLong, text, longest)
        : value.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029') ? new(FieldCode.InvalidFormat, text)
        : null;

    private static FieldFault? FaultOfEmail(string? value, Phrase text) =>
        value?.Length > LongestEmail ? new(FieldCode.TooLong, text, LongestEmail)
        : !IsEmail(value) ? new(CodeOf(value), text)
        : null;

    private static FieldCode CodeOf(string? value) => string.IsNullOrWhiteSpace(value) ? FieldCode.Required : FieldCode.InvalidFormat;

    /// <summary>Blanks alone are not enough: the pattern requires another character.</summary>
    private static Constraint Written(int longest) => new() { MinLength = 1, MaxLength = longest, Pattern = @"\S" };

    public static readonly Constraint Email = new() { Format = "email", MaxLength = LongestEmail };

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

    public int? MinItems { get; init; }

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

/// <summary>Finds what is wrong with a value, beside what it asks for. The library's own messages, which are in one language, are never used.</summary>
internal sealed class ConstraintValidator<T, TProperty>(Constraint constraint, Func<T, TProperty, FieldFault?> find)
    : PropertyValidator<T, TProperty>, IConstrained
{
    public override string Name => nameof(ConstraintValidator<,>);

    public Constraint Constraint => constraint;

    public override bool IsValid(ValidationContext<T> context, TProperty value)
    {
        if (find(context.InstanceToValidate, value) is { } fault)
            context.AddFailure(new ValidationFailure(context.PropertyPath, fault.Text.English, value) { CustomState = fault });
        return true;
    }
}

internal static class ConstraintRules
{
    /// <param name="find">What is wrong with a value; null when nothing is.</param>
    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<TProperty, FieldFault?> find) =>
        rule.Meets(constraint, (_, value) => find(value));

    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<T, TProperty, FieldFault?> find) =>
        rule.SetValidator(new ConstraintValidator<T, TProperty>(constraint, find));

    public static IRuleBuilderOptions<T, TProperty> Required<T, TProperty>(this IRuleBuilder<T, TProperty> rule, Phrase text) =>
        rule.Meets(new() { Required = true }, value => value is null ? new(FieldCode.Required, text) : null);

    /// <summary>A number in these bounds, if there is any.</summary>
    public static IRuleBuilderOptions<T, int?> Between<T>(this IRuleBuilder<T, int?> rule, int least, int most, int? otherwise = null)
    {
        var text = Phrases.MustBe(Phrases.Number(least, most));
        return rule.Meets(new() { Minimum = least, Maximum = most, Default = otherwise }, value =>
            value < least ? new(FieldCode.OutOfRange, text, least) : value > most ? new(FieldCode.OutOfRange, text, most) : null);
    }

    /// <summary>A list of at most so many items, if there is any.</summary>
    /// <summary>Whether the items are looked at one by one: of a list that is too long, a fault of each would take the function's memory.</summary>
    public static bool HasAtMost<T>(this IReadOnlyList<T>? items, int most) => items is null || items.Count <= most;

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMost<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int most) => rule
        .Meets(new() { MaxItems = most }, items => items is null || items.Count <= most
            ? null
            : new(FieldCode.TooMany, new($"deben ser a lo más {most}", $"must be at most {most}"), most));

    public static IRuleBuilderOptions<T, TProperty> Absent<T, TProperty>(this IRuleBuilder<T, TProperty> rule, Phrase text) =>
        rule.Meets(new(), value => value is null ? null : new(FieldCode.NotAllowed, text));
}

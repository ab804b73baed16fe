using System.Text;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Accounts;

/// <summary>
/// A code as people type or paste it. Its letters and digits count and nothing else: not the letter case, the width or script of
/// a digit, nor the blanks, hyphens, line ends and invisible characters that stand around and between them.
/// </summary>
internal static class TypedCode
{
    private const int Longest = 64;
    private const int FullWidth = 0xFEE0; // from ASCII to its full-width form

    public static string Normalize(string typed)
    {
        var plain = new StringBuilder(typed.Length);
        foreach (var rune in typed.EnumerateRunes())
        {
            if (Rune.IsDigit(rune))
                plain.Append((int)Rune.GetNumericValue(rune));
            else if (Rune.IsLetter(rune))
                plain.Append(Rune.ToLowerInvariant(rune.Value is >= 'A' + FullWidth and <= 'z' + FullWidth ? new Rune(rune.Value - FullWidth) : rune));
        }
        return plain.ToString();
    }

    /// <summary>A code is required: anything in which something counts.</summary>
    public static void Typed<T>(this IRuleBuilder<T, string?> rule, string what) => rule
        .Meets(new() { Required = true, MinLength = 1, MaxLength = Longest }, value => value?.Length <= Longest && Normalize(value).Length > 0)
        .WithMessage($"is required: {what}");
}

using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// The width that a text takes at most, in whichever sans-serif font the reader has: Verdana and DejaVu Sans, the widest of the
/// usual ones, set the numbers.
/// </summary>
internal static class TextWidth
{
    private const double BoldFactor = 1.16;

    public static double Of(ReadOnlySpan<char> text, double size, bool isBold)
    {
        double width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Of(rune);
        return width * size * (isBold ? BoldFactor : 1);
    }

    /// <summary>Whether every character is one of those whose width is known.</summary>
    public static bool IsCertain(string text) => text.EnumerateRunes().All(IsCertain);

    private static bool IsCertain(Rune rune) => rune.Value is (>= ' ' and <= '\u017F') or '–' or '—' or '‘' or '’' or '“' or '”' or '…' or '€';

    /// <summary>In parts of the font's size.</summary>
    private static double Of(Rune rune) => rune.Value switch
    {
        'i' or 'l' or '\'' => 0.3,
        ' ' => 0.36,
        'f' or 'j' or 'r' or 't' or 'I' or '.' or ',' or ':' or ';' or '!' or '¡' or '|' or '(' or ')' or '[' or ']' or '/' or '\\' or '-' or '·' => 0.47,
        'í' or 'ì' or 'ï' or 'î' or '"' => 0.47,
        (>= 'a' and <= 'z' and not ('m' or 'w')) or (>= '0' and <= '9') or '$' or '?' or '¿' or '*' or '_' => 0.66,
        >= 'ß' and <= 'ÿ' and not 'æ' => 0.66,
        (>= 'A' and <= 'Z' and not ('M' or 'W')) or '&' => 0.82,
        >= 'À' and <= 'Þ' and not 'Æ' => 0.82,
        _ when IsCertain(rune) => 1.1,
        _ => OfOther(rune),
    };

    private static double OfOther(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter => 1.1,
        _ => 1.4,
    };
}

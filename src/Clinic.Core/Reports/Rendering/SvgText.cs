using System.Globalization;
using System.Security;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>Text on one or a few lines of a picture, cut with an ellipsis where it does not fit.</summary>
/// <param name="Size">Height of the letters in pixels.</param>
internal sealed record SvgText(IReadOnlyList<string> Lines, double Size, bool IsBold = false)
{
    private const char Ellipsis = '…';

    private const int MostMarks = 2;

    // Emoji are joined by it.
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>From line to line, enough for the fonts with the tallest lines.</summary>
    public double Pitch { get; } = PitchOf(Size);

    public double Height => Pitch * Lines.Count;

    public double Width => Lines.Select(line => TextWidth.Of(line, Size, IsBold)).DefaultIfEmpty().Max();

    public static double PitchOf(double size) => Math.Round(size * 1.4);

    public static SvgText Fit(string text, double size, double maxWidth, int maxLines = 1, bool isBold = false)
    {
        var lines = new List<string>();
        var rest = Clean(text);
        while (rest.Length > 0 && lines.Count < maxLines - 1)
        {
            var end = LineEnd(rest, maxWidth, size, isBold);
            if (end == 0)
                break;
            lines.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }
        if (rest.Length > 0)
            lines.Add(Cut(rest, maxWidth, size, isBold));
        return new SvgText(lines, size, isBold);
    }

    /// <summary>
    /// One line of characters that XML 1.0 knows: without needless blanks, without controls, those that turn the direction of writing
    /// among them, and with no more marks on a letter than fit into a line.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var marks = MostMarks;
        // Enumerating runes replaces halves of surrogate pairs by U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            var isBlank = Rune.IsWhiteSpace(rune);
            marks = IsMark(rune) ? marks + 1 : isBlank ? MostMarks : 0;
            if (isBlank)
                clean.Append(' ');
            else if (marks <= MostMarks && !IsForbidden(rune))
                clean.Append(rune.ToString());
        }
        return string.Join(' ', clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsForbidden(Rune rune) => rune.Value is 0xFFFE or 0xFFFF || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => true,
        UnicodeCategory.Format => rune.Value is not ZeroWidthJoiner,
        _ => false,
    };

    public static string Escape(string text) => SecurityElement.Escape(Clean(text));

    /// <summary>A text element for each line; <paramref name="top"/> is the first line's upper edge, <paramref name="x"/> where it has its anchor.</summary>
    public void AppendTo(StringBuilder svg, double x, double top, string fill, TextAnchor anchor = TextAnchor.Start)
    {
        var baseline = top + (Pitch * 0.74);
        foreach (var line in Lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.##}" y="{baseline:0.##}" font-size="{Size}" fill="{fill}" """)
                .Append(CultureInfo.InvariantCulture, $"""font-weight="{(IsBold ? 600 : 400)}"{Name(anchor)}{Hold(line)}>{Escape(line)}</text>""").Append('\n');
            baseline += Pitch;
        }
    }

    private static string Name(TextAnchor anchor) => anchor switch
    {
        TextAnchor.Middle => " text-anchor=\"middle\"",
        TextAnchor.End => " text-anchor=\"end\"",
        _ => "",
    };

    // Characters that a font may lack, or draw in any width, are held to the place that is kept for them.
    private string Hold(string line) => TextWidth.IsCertain(line) || TextWidth.Of(line, Size, IsBold) is 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $" textLength=\"{TextWidth.Of(line, Size, IsBold):0.##}\" lengthAdjust=\"spacingAndGlyphs\"");

    private static int LineEnd(string text, double maxWidth, double size, bool isBold)
    {
        var end = Fitting(text, maxWidth, size, isBold);
        return end == text.Length || text[end] == ' ' ? end : text.LastIndexOf(' ', end) is > 0 and var blank ? blank : end;
    }

    private static string Cut(string text, double maxWidth, double size, bool isBold)
    {
        var end = Fitting(text, maxWidth, size, isBold);
        return end == text.Length ? text : text[..Fitting(text, maxWidth - TextWidth.Of("…", size, isBold), size, isBold)].TrimEnd() + Ellipsis;
    }

    /// <summary>The length of the longest beginning that fits; what people take for one character stays whole.</summary>
    private static int Fitting(string text, double maxWidth, double size, bool isBold)
    {
        var end = 0;
        for (double width = 0; end < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(end));
            width += TextWidth.Of(text.AsSpan(end, length), size, isBold);
            if (width > maxWidth)
                break;
            end += length;
        }
        return end;
    }
}

/// <summary>The point of a line that is put into a place.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

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

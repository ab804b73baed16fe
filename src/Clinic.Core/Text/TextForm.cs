using System.Globalization;
using System.Text;
using Clinic.Core.Errors;

namespace Clinic.Core.Text;

/// <summary>
/// The one form of text that is accepted, however it comes (docs/adr/0035): Unicode's form C, without the characters that nobody
/// sees and that only make equal texts differ or change their direction. Those that shape the characters beside them are kept.
/// </summary>
public static class TextForm
{
    private const int Joiner = 0x200d;
    private const int NonJoiner = 0x200c;
    private const int BlackFlag = 0x1f3f4;

    private static readonly FieldFault NotUtf8 = new(FieldCode.InvalidFormat, new(
        "contiene U+FFFD, que está en lugar de bytes que no son UTF-8: envíe el texto en UTF-8", "holds U+FFFD, which stands for bytes that are not UTF-8: send the text in UTF-8"));

    /// <summary>Why a text cannot be accepted at all; null when it can.</summary>
    public static FieldFault? FaultOf(string text) => text.Contains('\ufffd') ? NotUtf8 : null;

    /// <summary>The text in this form. A text that would become empty stays as it is, so that the rule of its field can refuse it.</summary>
    public static string Of(string text)
    {
        var composed = CanonicalForm.Composed(text);
        var visible = WithoutIgnored(composed);
        return visible.Length == 0 || ReferenceEquals(visible, composed) ? composed : CanonicalForm.Composed(visible);
    }

    /// <summary>Whether there is anything to see: blanks, controls, format characters, marks without a letter and fillers show nothing.</summary>
    public static bool Shows(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Shows(rune))
                return true;
        }
        return false;
    }

    /// <summary>The length of a text in Unicode code points, the unit of every limit (RFC 8259 and JSON Schema call them characters).</summary>
    public static int LengthOf(string text)
    {
        var length = 0;
        foreach (var unit in text)
        {
            if (!char.IsLowSurrogate(unit))
                length++;
        }
        return length;
    }

    private static bool Shows(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse => false,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => false,
        // Characters that are newer than the framework's tables show something; noncharacters do not.
        UnicodeCategory.OtherNotAssigned => !IsIgnored(rune.Value) && (rune.Value & 0xfffe) != 0xfffe && rune.Value is not (>= 0xfdd0 and <= 0xfdef),
        _ => !IsIgnored(rune.Value) && rune.Value is not (0x2800 or 0xfffc or 0x13441 or 0x13442 or 0x1d159), // an empty Braille cell, the place of an object, blank hieroglyphs, a note without a head
    };

    private static string WithoutIgnored(string text)
    {
        var hasIgnored = text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0 ? text.Contains('\u00ad') : text.EnumerateRunes().Any(rune => IsIgnored(rune.Value));
        if (!hasIgnored)
            return text;
        var kept = new StringBuilder(text.Length);
        var runes = text.EnumerateRunes().ToList();
        var (last, lastLetter) = (default(Rune), default(Rune)); // of the kept characters; a letter's marks are not letters
        for (var i = 0; i < runes.Count; i++)
        {
            if (IsIgnored(runes[i].Value) && !ShapesNeighbours(runes[i].Value, last, lastLetter, i + 1 < runes.Count ? runes[i + 1] : default))
                continue;
            last = runes[i];
            if (Rune.GetUnicodeCategory(last) is not UnicodeCategory.NonSpacingMark)
                lastLetter = last;
            kept.Append(last);
        }
        return kept.ToString();
    }

    /// <summary>
    /// Joiners between characters of scripts that join, and in emoji; one variation selector after what it varies; the tags of a flag.
    /// </summary>
    private static bool ShapesNeighbours(int code, Rune last, Rune lastLetter, Rune next) => code switch
    {
        Joiner or NonJoiner => Joins(lastLetter) && Joins(next),
        (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef) or (>= 0x180b and <= 0x180d) or 0x180f => Shows(last),
        >= 0xe0020 and <= 0xe007f => last.Value is BlackFlag or (>= 0xe0020 and < 0xe007f),
        _ => false,
    };

    private static bool Joins(Rune rune) => rune.Value is >= 0x300 and not (>= 0x1e00 and <= 0x1eff) && Shows(rune);

    /// <summary>Unicode's property Default_Ignorable_Code_Point.</summary>
    private static bool IsIgnored(int code) => code is 0xad or 0x34f or 0x61c or 0x115f or 0x1160 or 0x17b4 or 0x17b5
        or (>= 0x180b and <= 0x180f) or (>= 0x200b and <= 0x200f) or (>= 0x202a and <= 0x202e) or (>= 0x2060 and <= 0x206f) or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xfeff or 0xffa0 or (>= 0xfff0 and <= 0xfff8)
        or (>= 0x1bca0 and <= 0x1bca3) or (>= 0x1d173 and <= 0x1d17a) or (>= 0xe0000 and <= 0xe0fff);
}

/// <summary>
/// Folds Latin text for sorting and searching: lower case, without accents, ñ as n, every apostrophe, hyphen and quote as the one of
/// ASCII, runs of blanks as one. The tables hold the usual letters and those without an accent to remove; other letters are decomposed.
/// </summary>
public static class Folding
{
    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzz";

    private const string Apostrophes = "`´ʹʻʼʽˈˊˋ‘’‚‛′‵＇";
    private const string Hyphens = "‐‑‒–—―⁃−﹘﹣－";
    private const string Quotes = "«»“”„‟″‶‹›＂";

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var letters = text.AsSpan().IndexOfAnyExceptInRange('\0', '\u017f') < 0 ? text : CanonicalForm.Decomposed(text);
        foreach (var letter in letters.Trim())
        {
            var lower = char.ToLowerInvariant(letter);
            if (char.IsWhiteSpace(lower))
            {
                if (folded is not [.., ' '])
                    folded.Append(' ');
            }
            else if (lower is not (>= '\u0300' and <= '\u036f')) // combining marks
            {
                var position = lower < '\u00e0' ? -1 : Accented.IndexOf(lower);
                folded.Append(position >= 0 ? Plain[position] : Plainer(lower));
            }
        }
        return folded.ToString();
    }

    private static char Plainer(char letter) => letter switch
    {
        < '`' or (>= 'a' and <= 'z') => letter,
        _ when Apostrophes.Contains(letter) => '\'',
        _ when Hyphens.Contains(letter) => '-',
        _ when Quotes.Contains(letter) => '"',
        _ => letter,
    };
}

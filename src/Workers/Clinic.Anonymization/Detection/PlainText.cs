using System.Globalization;
using System.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// A text as the rules read it: composed accents, one kind of blank, apostrophe and hyphen, compatibility forms and lookalikes as plain
/// letters and digits, nothing invisible. Findings are positions in the original. The product runs without
/// ICU, where Unicode normalization does nothing.
/// </summary>
internal sealed class PlainText
{
    private const char GraphemeJoiner = '\u034f';
    private const string Apostrophes = "’‘‛ʼ´`′";
    private const string Hyphens = "‐‑‒–−";
    private const int Capitals = 26;

    // Each line: a combining mark, then letters without and with it.
    private static readonly Dictionary<(char Letter, char Mark), char> Composed = new[]
    {
        "\u0300aàeèiìoòuù", "\u0301aáeéiíoóuúyý", "\u0302aâeêiîoôuû", "\u0303aãnñoõ", "\u0308aäeëiïoöuüyÿ", "\u0327cç",
    }.SelectMany(line => line[1..].Chunk(2).SelectMany(pair => new[]
    {
        ((pair[0], line[0]), pair[1]), ((char.ToUpperInvariant(pair[0]), line[0]), char.ToUpperInvariant(pair[1])),
    })).ToDictionary(form => form.Item1, form => form.Item2);

    // Blocks of letters in the order of the alphabet (Unicode's compatibility forms): where a block begins, and its first letter.
    private static readonly (int First, char Letter)[] Alphabets =
        [(0x249c, 'a'), (0x24b6, 'A'), (0x24d0, 'a'), (0x1f110, 'A'), (0x1f130, 'A'), (0x1f150, 'A'), (0x1f170, 'A')];

    // Blocks of the digits 1 to 9: circled, in brackets, with a point.
    private static readonly int[] Counted = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a];

    // Single forms, each after the letter that it stands for: letterlike signs, small capitals, raised and lowered forms, and letters of other scripts that look the same.
    private static readonly Dictionary<int, string> Singles = new[]
    {
        "A ᴀАΑ", "B ℬʙВΒ", "C ℂℭᴄСϹ", "D ᴅ", "E ℰᴇЕΕ", "F ℱꜰ", "G ɢ", "H ℋℌℍʜНΗ", "I ℐℑɪІΙ", "J ᴊЈ", "K ᴋКΚ", "L ℒʟ", "M ℳᴍМΜ", "N ℕɴΝ", "O ᴏОΟ", "P ℙᴘРΡ", "Q ℚ", "R ℛℜℝʀ", "S ꜱЅ", "T ᴛТΤ", "U ᴜ", "V ᴠ", "W ᴡ", "X ХΧ",
        "Y ʏҮΥ", "Z ℤℨᴢΖ", "a ᵃаα", "b ᵇ", "c ᶜс", "d ᵈԁⅾ", "e ᵉℯеҽ", "f ᶠ", "g ᵍℊɡ", "h ʰℎһ", "i ⁱіıι", "j ʲј", "k ᵏ", "l ˡℓ", "m ᵐ", "n ⁿ", "o ᵒℴоο", "p ᵖр", "r ʳ", "s ˢѕ", "t ᵗ", "u ᵘ", "v ᵛν", "w ʷ", "x ˣх", "y ʸу", "z ᶻ",
        "0 ⁰₀⓪", "1 ¹₁", "2 ²₂", "3 ³₃", "4 ⁴₄", "5 ⁵₅", "6 ⁶₆", "7 ⁷₇", "8 ⁸₈", "9 ⁹₉", "ff ﬀ", "fi ﬁ", "fl ﬂ", "ffi ﬃ", "ffl ﬄ", "st ﬅﬆ", "@ ﹫", ". ﹒․。", ", ﹐", "- ﹣",
    }.Select(line => line.Split(' ')).SelectMany(pair => pair[1].EnumerateRunes().Select(form => (form.Value, pair[0]))).ToDictionary(form => form.Value, form => form.Item2);

    private readonly int[] origins;

    private PlainText(string text, int[] origins) => (Text, this.origins) = (text, origins);

    public string Text { get; }

    public static PlainText Of(string original)
    {
        var text = new StringBuilder(original.Length);
        var origins = new List<int>(original.Length + 1);
        var length = 1;
        for (var at = 0; at < original.Length; at += length)
        {
            // Half of a character stays as it is.
            length = Rune.TryGetRuneAt(original, at, out var letter) ? letter.Utf16SequenceLength : 1;
            if (text.Length > 0 && Composed.TryGetValue((text[^1], original[at]), out var composed))
            {
                text[^1] = composed;
            }
            else if (!IsInvisible(letter))
            {
                var start = text.Length;
                if (letter.IsAscii && letter.Value is not ('\t' or '`'))
                    text.Append(original, at, length);
                else
                    text.Append(Plain(letter) ?? original.Substring(at, length));
                origins.AddRange(Enumerable.Repeat(at, text.Length - start));
            }
        }
        origins.Add(original.Length);
        return new PlainText(text.ToString(), [.. origins]);
    }

    /// <summary>The finding in the original, with the invisible characters after it.</summary>
    public Finding InOriginal(Finding finding)
    {
        // A character that became several letters is found as a whole.
        var end = finding.End;
        while (end < Text.Length && origins[end] == origins[end - 1])
            end++;
        return finding with { Start = origins[finding.Start], Length = origins[end] - origins[finding.Start] };
    }

    private static bool IsInvisible(Rune letter) =>
        letter.Value is GraphemeJoiner or '\r' or (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef) || (!letter.IsAscii && Rune.GetUnicodeCategory(letter) is UnicodeCategory.Format);

    /// <summary>Null where the character is plain already.</summary>
    private static string? Plain(Rune letter) => letter.Value switch
    {
        '\t' => " ",
        0x2028 or 0x2029 => "\n",
        >= 0xff01 and <= 0xff5e and var wide => Plain(new Rune(wide - 0xfee0)) ?? ((char)(wide - 0xfee0)).ToString(),
        >= 0x1d400 and <= 0x1d6a3 and var styled => ((char)((styled - 0x1d400) % (2 * Capitals) is var place && place < Capitals ? 'A' + place : 'a' + place - Capitals)).ToString(),
        var value when Singles.TryGetValue(value, out var single) => single,
        var value when Alphabets.FirstOrDefault(block => value >= block.First && value < block.First + Capitals) is ( > 0, _) block => ((char)(block.Letter + value - block.First)).ToString(),
        var value when Array.Find(Counted, first => value >= first && value < first + 9) is > 0 and var first => ((char)('1' + value - first)).ToString(),
        < 0x10000 and var value when Apostrophes.Contains((char)value, StringComparison.Ordinal) => "'",
        < 0x10000 and var value when Hyphens.Contains((char)value, StringComparison.Ordinal) => "-",
        _ => Rune.GetUnicodeCategory(letter) switch
        {
            UnicodeCategory.SpaceSeparator => " ",
            UnicodeCategory.DecimalDigitNumber => ((int)Rune.GetNumericValue(letter)).ToString(CultureInfo.InvariantCulture),
            _ => null,
        },
    };
}

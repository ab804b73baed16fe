using System.Globalization;
using System.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// A text as the rules read it: accents composed, one kind of blank, apostrophe and hyphen, nothing invisible. What is found in it is
/// told in the characters of the original. The product runs without ICU, where Unicode normalization does nothing.
/// </summary>
internal sealed class PlainText
{
    private const char GraphemeJoiner = '\u034f';
    private const string Apostrophes = "’‘‛ʼ´`′＇";
    private const string Hyphens = "‐‑‒–−";

    // Each line: a combining mark, then letters and what they are with it.
    private static readonly Dictionary<(char Letter, char Mark), char> Composed = new[]
    {
        "\u0300aàeèiìoòuù", "\u0301aáeéiíoóuúyý", "\u0302aâeêiîoôuû", "\u0303aãnñoõ", "\u0308aäeëiïoöuüyÿ", "\u0327cç",
    }.SelectMany(line => line[1..].Chunk(2).SelectMany(pair => new[]
    {
        ((pair[0], line[0]), pair[1]), ((char.ToUpperInvariant(pair[0]), line[0]), char.ToUpperInvariant(pair[1])),
    })).ToDictionary(form => form.Item1, form => form.Item2);

    private readonly int[] origins;

    private PlainText(string text, int[] origins) => (Text, this.origins) = (text, origins);

    public string Text { get; }

    public static PlainText Of(string original)
    {
        var text = new StringBuilder(original.Length);
        var origins = new List<int>(original.Length + 1);
        for (var at = 0; at < original.Length; at++)
        {
            var letter = original[at];
            if (text.Length > 0 && Composed.TryGetValue((text[^1], letter), out var composed))
                text[^1] = composed;
            else if (!IsInvisible(letter))
            {
                text.Append(Plain(letter));
                origins.Add(at);
            }
        }
        origins.Add(original.Length);
        return new PlainText(text.ToString(), [.. origins]);
    }

    /// <summary>The finding in the original, with what is invisible behind it.</summary>
    public Finding InOriginal(Finding finding) => finding with { Start = origins[finding.Start], Length = origins[finding.End] - origins[finding.Start] };

    private static bool IsInvisible(char letter) =>
        letter is GraphemeJoiner or '\r' or (>= '\ufe00' and <= '\ufe0f') || char.GetUnicodeCategory(letter) is UnicodeCategory.Format;

    private static char Plain(char letter) => letter switch
    {
        '\t' => ' ',
        '\u2028' or '\u2029' => '\n',
        _ when char.GetUnicodeCategory(letter) is UnicodeCategory.SpaceSeparator => ' ',
        _ when Apostrophes.Contains(letter, StringComparison.Ordinal) => '\'',
        _ when Hyphens.Contains(letter, StringComparison.Ordinal) => '-',
        _ => letter,
    };
}

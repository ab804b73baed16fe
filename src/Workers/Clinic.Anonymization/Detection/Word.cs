using System.Buffers;
using System.Text.RegularExpressions;
using Clinic.Core.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>A word of a text: letters, with an apostrophe inside as in O'Farrill.</summary>
/// <param name="Folded">Lower case, without accents and apostrophes.</param>
/// <param name="BeginsSentence">A capital letter here says nothing.</param>
/// <param name="Joined">Only blanks, or the point of an abbreviation, are between the word before and this one.</param>
internal sealed partial record Word(int Start, int Length, string Text, string Folded, bool BeginsSentence, bool Joined)
{
    private const int ShortestShout = 3;
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?\n:¿¡");

    public int End => Start + Length;

    public bool IsCapital => char.IsUpper(Text[0]);

    public bool IsAcronym => Length > 1 && Text.All(char.IsUpper);

    /// <summary>One capital letter, as in J. Barragán.</summary>
    public bool IsInitial => Length == 1 && IsCapital;

    /// <summary>In a sentence of capitals alone they say nothing.</summary>
    public bool IsShouted { get; private set; }

    public static IReadOnlyList<Word> Of(string text)
    {
        var words = new List<Word>();
        var end = 0;
        foreach (Match match in Letters().Matches(text))
        {
            var between = text.AsSpan(end, match.Index - end);
            var begins = words.Count == 0 || between.IndexOfAny(SentenceEnds) is >= 0 and var mark && !(between[mark] == '.' && IsAbbreviation(words[^1]));
            var joined = words.Count > 0 && between.Trim() is "" or "." && !between.Contains('\n') && !(begins && between.Length > 0);
            words.Add(new Word(match.Index, match.Length, match.Value, Fold(match.Value), begins, joined));
            end = match.Index + match.Length;
        }
        for (var first = 0; first < words.Count;)
        {
            var next = words.FindIndex(first + 1, word => word.BeginsSentence) is > 0 and var found ? found : words.Count;
            var sentence = words.GetRange(first, next - first);
            if (sentence.Count >= ShortestShout && sentence.Count(word => word.IsAcronym) > sentence.Count * 0.7)
                sentence.ForEach(word => word.IsShouted = true);
            first = next;
        }
        return words;
    }

    public static string Fold(string text) => Folding.Fold(text).Replace("'", "", StringComparison.Ordinal);

    private static bool IsAbbreviation(Word word) => word.Length == 1 || Cues.Abbreviations.Contains(word.Folded);

    [GeneratedRegex(@"\p{L}\p{M}*(?:'?\p{L}\p{M}*)*")]
    private static partial Regex Letters();
}

using System.Buffers;
using System.Text.RegularExpressions;
using Clinic.Core.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>A word of a text: letters, with an apostrophe inside as in O'Farrill, or single letters with the same sign between, as in G u a d a l u p e.</summary>
/// <param name="Text">The letters alone.</param>
/// <param name="Folded">Lower case, without accents and apostrophes.</param>
/// <param name="BeginsSentence">Whether it begins a sentence, where a capital letter means nothing.</param>
/// <param name="Joined">Only blanks, or the point of an abbreviation, are between the word before and this one.</param>
internal sealed partial record Word(int Start, int Length, string Text, string Folded, bool BeginsSentence, bool Joined)
{
    private const int ShortestShout = 3;
    private const int FewestApart = 4;
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?\n:¿¡");

    public int End => Start + Length;

    public bool IsCapital => char.IsUpper(Text[0]);

    public bool IsAcronym => Text.Length > 1 && Text.All(char.IsUpper);

    /// <summary>One capital letter, as in J. Barragán.</summary>
    public bool IsInitial => Length == 1 && IsCapital;

    /// <summary>In a sentence of capitals only, capital letters mean nothing.</summary>
    public bool IsShouted { get; private set; }

    public static IReadOnlyList<Word> Of(string text)
    {
        var words = new List<Word>();
        var end = 0;
        foreach (var match in WithLettersApart(text, Letters().Matches(text)))
        {
            var between = text.AsSpan(end, match.Index - end);
            var begins = words.Count == 0 || between.IndexOfAny(SentenceEnds) is >= 0 and var mark && !(between[mark] == '.' && IsAbbreviation(words[^1]));
            var joined = words.Count > 0 && between.Trim() is "" or "." && !between.Contains('\n') && !(begins && between.Length > 0);
            words.Add(new Word(match.Index, match.Length, match.Letters, Fold(match.Letters), begins, joined));
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

    /// <summary>The number of the first word that begins at a position or after it.</summary>
    public static int FirstAt(IReadOnlyList<Word> words, int start)
    {
        var (low, high) = (0, words.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (words[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The words, where those whose letters are written apart are joined.</summary>
    private static IEnumerable<(int Index, int Length, string Letters)> WithLettersApart(string text, MatchCollection matches)
    {
        for (var first = 0; first < matches.Count;)
        {
            var last = first;
            while (last + 1 < matches.Count && matches[last] is { Length: 1 } one && matches[last + 1] is { Length: 1 } next && next.Index == one.Index + 2 && text[next.Index - 1] == text[matches[first].Index + 1])
                last++;
            if (last - first + 1 < FewestApart)
                last = first;
            var length = matches[last].Index + matches[last].Length - matches[first].Index;
            yield return (matches[first].Index, length, last == first ? matches[first].Value : string.Concat(Enumerable.Range(first, last - first + 1).Select(at => matches[at].Value)));
            first = last + 1;
        }
    }

    public static string Fold(string text) => Folding.Fold(text).Replace("'", "", StringComparison.Ordinal);

    private static bool IsAbbreviation(Word word) => word.Length == 1 || Cues.Abbreviations.Contains(word.Folded);

    [GeneratedRegex(@"\p{L}\p{M}*(?:'?\p{L}\p{M}*)*")]
    private static partial Regex Letters();
}

/// <summary>A piece of a text that is too long for a service.</summary>
/// <param name="Start">Where it begins, in UTF-16 characters.</param>
internal sealed partial record TextPiece(int Start, string Text)
{
    /// <summary>
    /// The pieces of a text, each at most so many bytes of UTF-8. It is cut after sentences; a sentence that is too long is cut
    /// between words, and a word that is too long between characters. Blank pieces are left out.
    /// </summary>
    public static IEnumerable<TextPiece> Of(string text, int mostBytes)
    {
        for (var start = 0; start < text.Length;)
        {
            var piece = text.Substring(start, Fitting(text.AsSpan(start), mostBytes));
            if (start + piece.Length < text.Length)
                piece = piece[..Cut(piece)];
            if (!string.IsNullOrWhiteSpace(piece))
                yield return new TextPiece(start, piece);
            start += piece.Length;
        }
    }

    private static int Fitting(ReadOnlySpan<char> text, int mostBytes)
    {
        var (length, bytes) = (0, 0);
        foreach (var character in text.EnumerateRunes())
        {
            bytes += character.Utf8SequenceLength;
            if (bytes > mostBytes && length > 0)
                break;
            length += character.Utf16SequenceLength;
        }
        return length;
    }

    private static int Cut(string text)
    {
        if (SentenceEnds().Matches(text) is { Count: > 0 } ends)
            return ends[^1].Index + ends[^1].Length;
        var blank = text.LastIndexOfAny([' ', '\t', '\u00A0']);
        return blank > 0 ? blank + 1 : text.Length;
    }

    [GeneratedRegex(@"[.!?…]['""»”)]*\s+|\n+")]
    private static partial Regex SentenceEnds();
}

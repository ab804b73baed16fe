using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>A piece of a text that is too long for a service.</summary>
/// <param name="Start">Where it begins, in UTF-16 characters.</param>
internal sealed partial record TextPiece(int Start, string Text)
{
    /// <summary>
    /// The pieces of a text, each at most so many bytes of UTF-8. It is cut behind a sentence; a sentence that is too long itself
    /// between words; a word that is, between characters. Blank pieces are left out.
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

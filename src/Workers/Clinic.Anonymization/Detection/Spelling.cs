using System.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>How Spanish inflects names.</summary>
internal static class Spelling
{
    private const int ShortestOfBothGenders = 6;
    private static readonly string[] Diminutives = ["cito", "cita", "itos", "itas", "ito", "ita"];

    /// <summary>Words that differ from a frequent name in its ñ or accent alone, such as pena and Peña.</summary>
    private static readonly HashSet<string> WithoutTilde = ["pena", "nino", "cana", "una", "ano", "anos", "montana", "espana", "bano", "sena", "mas", "solo", "baez", "leon", "marquez", "jesus"];

    public static bool IsWordWithoutTilde(string text) => WithoutTilde.Contains(text.ToLowerInvariant());

    private const int LongName = 8;
    private static readonly string[] Keys = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>
    /// One letter is missing, doubled, extra, swapped with its neighbour or replaced by one beside it on the keyboard. In a long name it may be any other letter.
    /// A changed end of a short word is an inflection in Spanish and not a slip; a plural still counts as the name.
    /// </summary>
    public static bool IsSlipOf(string folded, string name)
    {
        if (Math.Abs(folded.Length - name.Length) > 1 || folded[0] != name[0])
            return false;
        var (before, behind, shorter) = (0, 0, Math.Min(folded.Length, name.Length));
        while (before < shorter && folded[before] == name[before])
            before++;
        while (behind < shorter - before && folded[^(behind + 1)] == name[^(behind + 1)])
            behind++;
        var isLong = name.Length >= LongName;
        if (folded.Length != name.Length)
            return before + behind == shorter && (behind > 0 || folded[^1] == 's' || (isLong && folded.Length < name.Length));
        return (shorter - before - behind) switch
        {
            1 => isLong ? behind > 0 || !IsEnding(folded[^1]) : behind > 0 && AreBeside(folded[before], name[before]),
            2 => folded[before] == name[before + 1] && folded[before + 1] == name[before],
            _ => false,
        };
    }

    private static bool IsEnding(char letter) => letter is 'a' or 'o' or 'e' or 's';

    private static bool AreBeside(char one, char other)
    {
        var (first, second) = (Place(one), Place(other));
        return Math.Abs(first.Row - second.Row) <= 1 && Math.Abs(first.Column - second.Column) <= 1;
    }

    private static (int Row, int Column) Place(char letter) => Array.FindIndex(Keys, row => row.Contains(letter)) is >= 0 and var row ? (row, Keys[row].IndexOf(letter, StringComparison.Ordinal)) : (-9, -9);

    /// <summary>Norberta from Norberto: few names have no counterpart.</summary>
    public static string OtherGender(string folded) => folded switch
    {
        { Length: < ShortestOfBothGenders } => folded,
        [.. var stem, 'a'] => stem + "o",
        [.. var stem, 'o'] => stem + "a",
        _ => folded,
    };

    /// <summary>Words that sound alike are alike: Giovanny and Giovanni, Ledezma and Ledesma, Elisabeth and Elizabet.</summary>
    public static string Sound(string folded)
    {
        var sound = new StringBuilder(folded.Length);
        for (var at = 0; at < folded.Length; at++)
        {
            var next = at + 1 < folded.Length ? folded[at + 1] : ' ';
            char? letter = folded[at] switch
            {
                'h' => null,
                'c' or 'q' or 'k' when folded[at] != 'c' || next is not ('e' or 'i' or 'h') => 'k',
                'c' when next is 'e' or 'i' => 's',
                'z' => 's',
                'v' => 'b',
                'y' => 'i',
                'l' when next == 'l' => 'i',
                'l' when at > 0 && folded[at - 1] == 'l' => null,
                'g' when next is 'e' or 'i' => 'j',
                'u' when at > 0 && folded[at - 1] == 'q' => null,
                var same => same,
            };
            if (letter is { } heard && (sound.Length == 0 || sound[^1] != heard))
                sound.Append(heard);
        }
        return sound.ToString();
    }

    /// <summary>The beginning of the name that a diminutive may come from.</summary>
    public static IEnumerable<string> Stems(string folded) => Diminutives
        .Where(ending => folded.EndsWith(ending, StringComparison.Ordinal) && folded.Length - ending.Length >= 3)
        .Select(ending => folded[..^ending.Length]);
}

using System.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>How Spanish bends the words that names are.</summary>
internal static class Spelling
{
    private const int ShortestOfBothGenders = 6;
    private static readonly string[] Diminutives = ["cito", "cita", "itos", "itas", "ito", "ita"];

    /// <summary>Words that differ from a frequent name in its ñ or accent alone, such as pena and Peña.</summary>
    private static readonly HashSet<string> WithoutTilde = ["pena", "nino", "cana", "una", "ano", "anos", "montana", "espana", "bano", "sena", "mas", "solo", "baez", "leon", "marquez", "jesus"];

    public static bool IsWordWithoutTilde(string text) => WithoutTilde.Contains(text.ToLowerInvariant());

    /// <summary>Norberta of Norberto: few names have no counterpart.</summary>
    public static string OtherGender(string folded) => folded switch
    {
        { Length: < ShortestOfBothGenders } => folded,
        [.. var stem, 'a'] => stem + "o",
        [.. var stem, 'o'] => stem + "a",
        _ => folded,
    };

    /// <summary>What sounds alike is alike: Giovanny and Giovanni, Ledezma and Ledesma, Elisabeth and Elizabet.</summary>
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
                'g' when next is 'e' or 'i' => 'j',
                'u' when at > 0 && folded[at - 1] == 'q' => null,
                var same => same,
            };
            if (letter is { } heard && (sound.Length == 0 || sound[^1] != heard))
                sound.Append(heard);
        }
        return sound.ToString();
    }

    /// <summary>The beginning of the name that a diminutive may have been made of.</summary>
    public static IEnumerable<string> Stems(string folded) => Diminutives
        .Where(ending => folded.EndsWith(ending, StringComparison.Ordinal) && folded.Length - ending.Length >= 3)
        .Select(ending => folded[..^ending.Length]);
}

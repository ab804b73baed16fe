using System.Text;

namespace Clinic.Core.Text;

/// <summary>
/// Folds Latin text for sorting and searching: lower case, without accents, ñ as n, every apostrophe, hyphen and quote as the one of
/// ASCII, runs of blanks as one. The tables are for what is usual and what has no accent to take off; other letters are decomposed.
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

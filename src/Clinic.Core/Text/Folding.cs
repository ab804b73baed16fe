using System.Text;

namespace Clinic.Core.Text;

/// <summary>
/// Folds Latin text for sorting and searching: lower case, without accents, ñ as n, runs of blanks as one. The table stands
/// here because the product runs without ICU (invariant globalization), where Unicode normalization does nothing.
/// </summary>
public static class Folding
{
    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzz";

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Trim())
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
                folded.Append(position < 0 ? lower : Plain[position]);
            }
        }
        return folded.ToString();
    }
}

namespace Clinic.Anonymization.Detection;

/// <summary>How Spanish bends the words that names are.</summary>
internal static class Spelling
{
    private static readonly string[] Diminutives = ["cito", "cita", "itos", "itas", "ito", "ita"];

    /// <summary>Words that differ from a frequent name in its ñ or accent alone, such as pena and Peña.</summary>
    private static readonly HashSet<string> WithoutTilde = ["pena", "nino", "cana", "una", "ano", "anos", "montana", "espana", "bano", "sena", "mas", "solo", "baez", "leon", "marquez", "jesus"];

    public static bool IsWordWithoutTilde(string text) => WithoutTilde.Contains(text.ToLowerInvariant());

    /// <summary>The beginning of the name that a diminutive may have been made of.</summary>
    public static IEnumerable<string> Stems(string folded) => Diminutives
        .Where(ending => folded.EndsWith(ending, StringComparison.Ordinal) && folded.Length - ending.Length >= 3)
        .Select(ending => folded[..^ending.Length]);
}

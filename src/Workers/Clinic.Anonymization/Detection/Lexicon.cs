using Clinic.Core.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>The word lists behind the search for names, folded.</summary>
internal static class Lexicon
{
    public static readonly IReadOnlySet<string> FirstNames = Words("first-names.txt");
    public static readonly IReadOnlySet<string> Surnames = Words("surnames.txt");

    /// <summary>Names that are ordinary words as well.</summary>
    public static readonly IReadOnlySet<string> OrdinaryNames = Words("ordinary-names.txt");

    /// <summary>Words that have a capital letter inside a sentence and name no person.</summary>
    public static readonly IReadOnlySet<string> CapitalisedWords = Words("capitalised-words.txt");

    /// <summary>Places that are smaller than a state, each as its folded words.</summary>
    public static readonly ILookup<string, IReadOnlyList<string>> Places = Lines("places.txt")
        .Select(line => (IReadOnlyList<string>)Folding.Fold(line).Split(' ')).OrderByDescending(words => words.Count).ToLookup(words => words[0]);

    private static HashSet<string> Words(string name) => Lines(name).SelectMany(line => Folding.Fold(line).Split(' ')).ToHashSet();

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#');
    }
}

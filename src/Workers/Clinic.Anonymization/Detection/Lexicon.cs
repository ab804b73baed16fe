using Clinic.Core.Text;

namespace Clinic.Anonymization.Detection;

/// <summary>The word lists behind the search for names, folded.</summary>
internal static class Lexicon
{
    public static readonly IReadOnlySet<string> FirstNames = Words("first-names.txt");
    public static readonly IReadOnlySet<string> Surnames = Words("surnames.txt");

    /// <summary>Names that are also ordinary words.</summary>
    public static readonly IReadOnlySet<string> OrdinaryNames = Words("ordinary-names.txt");

    /// <summary>Words that have a capital letter inside a sentence and name no person.</summary>
    public static readonly IReadOnlySet<string> CapitalisedWords = Words("capitalised-words.txt");

    /// <summary>Places that are smaller than a state, each as its folded words.</summary>
    public static readonly ILookup<string, IReadOnlyList<string>> Places = Phrases("places.txt");

    /// <summary>Words that name a place and nothing else, however they are written.</summary>
    public static readonly IReadOnlySet<string> PlaceWords = Words("place-words.txt");

    /// <summary>Phrases that contain a name and do not name a person.</summary>
    private static readonly ILookup<string, IReadOnlyList<string>> FixedPhrases = Phrases("phrases.txt");

    private const int LongestPhrase = 5;
    private const int ShortestPlainFirstName = 4;

    /// <summary>A name that is not an ordinary word, however it is written.</summary>
    public static bool IsPlainName(string folded) => (FirstNames.Contains(folded) || Surnames.Contains(folded)) && !IsWord(folded);

    public static bool IsPlainFirstName(string folded) => folded.Length >= ShortestPlainFirstName && FirstNames.Contains(folded) && !IsWord(folded);

    public static bool IsAnyName(string folded) => FirstNames.Contains(folded) || Surnames.Contains(folded) || OrdinaryNames.Contains(folded) || FirstNames.Contains(Spelling.OtherGender(folded));

    /// <summary>The word belongs to a fixed phrase that names no person, such as Cruz Roja.</summary>
    public static bool IsPhrase(IReadOnlyList<Word> words, int index)
    {
        for (var first = index; first >= 0 && first > index - LongestPhrase; first--)
        {
            foreach (var phrase in FixedPhrases[words[first].Folded])
            {
                if (first + phrase.Count > index && Follows(words, first, phrase) && words[first].IsCapital)
                    return true;
            }
            if (!words[first].Joined)
                break;
        }
        return false;
    }

    /// <summary>The folded words stand here one after the other.</summary>
    public static bool Follows(IReadOnlyList<Word> words, int index, IReadOnlyList<string> phrase)
    {
        if (index + phrase.Count > words.Count)
            return false;
        for (var offset = 0; offset < phrase.Count; offset++)
        {
            if (words[index + offset].Folded != phrase[offset])
                return false;
        }
        return true;
    }

    private static bool IsWord(string folded) => OrdinaryNames.Contains(folded) || CapitalisedWords.Contains(folded);

    private static HashSet<string> Words(string name) => Lines(name).SelectMany(line => Folding.Fold(line).Split(' ')).ToHashSet();

    private static ILookup<string, IReadOnlyList<string>> Phrases(string name) => Lines(name)
        .Select(line => (IReadOnlyList<string>)Folding.Fold(line).Split(' ')).OrderByDescending(words => words.Count).ToLookup(words => words[0]);

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#');
    }
}

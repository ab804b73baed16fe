using Clinic.Core.Users;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// The names and places that a patient's record itself tells. A word of the patient's or a child's name is found however it is
/// written; of the staff's names, one that is an ordinary word has to have a capital letter.
/// </summary>
internal sealed class KnownNames
{
    private const int ShortestShortForm = 3;
    private const int ShortestSound = 5;
    private const int ShortestPlaceWord = 3;
    private static readonly HashSet<string> Joining = [.. Cues.Particles, "e", "el", "o"];
    private readonly HashSet<string> own = [];
    private readonly HashSet<string> sounds = [];
    private readonly HashSet<string> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> staff = [];
    private readonly HashSet<string> places = [];
    private readonly HashSet<string> particles = [];
    private readonly List<IReadOnlyList<string>> phrases = [];

    private KnownNames(MasterData patient) => Contacts = new KnownContacts(patient);

    public static KnownNames None { get; } = new(new MasterData());

    public KnownContacts Contacts { get; }

    /// <param name="staff">Every name of a member of the staff, as it is written.</param>
    public static KnownNames Of(MasterData patient, IEnumerable<string> staff)
    {
        var known = new KnownNames(patient);
        known.AddOwn(patient.FirstName, patient.FirstLastName, patient.SecondLastName);
        foreach (var child in patient.Children ?? [])
            known.AddOwn(child.FirstName, child.FirstLastName, child.SecondLastName);
        foreach (var name in staff)
        {
            known.staff.UnionWith(Parts(name).Select(word => word.Folded));
            known.AddParticles(name);
        }
        foreach (var place in new[] { patient.Address?.Street, patient.Address?.Neighborhood, patient.Address?.City, patient.BirthPlace })
            known.AddPlace(place);
        return known;
    }

    public bool IsName(Word word)
    {
        if (own.Contains(word.Folded) || IsDiminutive(word) || IsShortForm(word) || SoundsLikeOwn(word))
            return word.IsCapital || exact.Contains(word.Text) || !(Lexicon.OrdinaryNames.Contains(word.Folded) || Spelling.IsWordWithoutTilde(word.Text));
        return staff.Contains(word.Folded) && (word.IsCapital || !Lexicon.OrdinaryNames.Contains(word.Folded));
    }

    /// <summary>The record writes the name behind these words with these very particles, as de la Torre.</summary>
    public bool HasParticles(IReadOnlyList<Word> words, int first, int name) =>
        particles.Contains(string.Join(' ', Enumerable.Range(first, name - first + 1).Select(at => words[at].Folded)));

    /// <summary>How many words from here on are a place of the record; 0 when none.</summary>
    public int PlaceAt(IReadOnlyList<Word> words, int index)
    {
        foreach (var phrase in phrases)
        {
            if (Lexicon.Follows(words, index, phrase))
                return phrase.Count;
        }
        return words[index].IsCapital && places.Contains(words[index].Folded) ? 1 : 0;
    }

    private void AddOwn(params string?[] names)
    {
        foreach (var name in names.OfType<string>())
        {
            foreach (var part in Parts(name))
            {
                own.Add(part.Folded);
                sounds.Add(Spelling.Sound(part.Folded));
                exact.Add(part.Text);
                // O Farrill, written apart.
                if (part.Text.IndexOf('\'', StringComparison.Ordinal) is > 0 and var mark && part.Text.Length - mark > 3)
                    own.Add(Word.Fold(part.Text[(mark + 1)..]));
            }
            AddParticles(name);
        }
    }

    private void AddParticles(string name)
    {
        var words = Word.Of(PlainText.Of(name).Text);
        for (var at = 1; at < words.Count; at++)
        {
            for (var first = at - 1; first >= 0 && Context.IsParticle(words[first]); first--)
                particles.Add(string.Join(' ', Enumerable.Range(first, at - first + 1).Select(word => words[word].Folded)));
        }
    }

    private void AddPlace(string? place)
    {
        if (place is null || Word.Of(PlainText.Of(place).Text) is not { Count: > 0 } words)
            return;
        if (words.Any(word => word.Length >= ShortestPlaceWord))
            phrases.Add([.. words.Select(word => word.Folded)]);
        places.UnionWith(words.Where(word => word is { IsCapital: true, Length: >= ShortestPlaceWord } && !Lexicon.CapitalisedWords.Contains(word.Folded)).Select(word => word.Folded));
    }

    /// <summary>Juanita of Juana, Carlitos of Carlos.</summary>
    private bool IsDiminutive(Word word) => word is { IsCapital: true, Length: >= 5 } && Spelling.Stems(word.Folded).Any(stem => own.Any(name =>
        name.Length >= stem.Length && name.Length <= stem.Length + 2 && name.StartsWith(stem, StringComparison.Ordinal)));

    /// <summary>Yaz of Yazmín: the beginning of a name, where it is no word that sentences begin with.</summary>
    private bool IsShortForm(Word word) => word is { IsCapital: true, IsShouted: false, Length: >= ShortestShortForm }
        && !Lexicon.CapitalisedWords.Contains(word.Folded) && !Cues.IsCommon(word.Folded)
        && own.Any(name => name.Length >= word.Folded.Length + 2 && name.StartsWith(word.Folded, StringComparison.Ordinal));

    private bool SoundsLikeOwn(Word word) => word is { IsCapital: true, Length: >= ShortestSound }
        && !Lexicon.CapitalisedWords.Contains(word.Folded) && !Cues.IsCommon(word.Folded) && sounds.Contains(Spelling.Sound(word.Folded));

    private static IEnumerable<Word> Parts(string name) => Word.Of(PlainText.Of(name).Text) is var words
        ? words.Where(word => word.Length > 1 && (!Joining.Contains(word.Folded) || words.Count == 1))
        : [];
}

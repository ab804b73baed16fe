using Clinic.Core.Users;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// The names and places that a patient's record itself tells. A word of the patient's or a child's name is found however it is
/// written; of the staff's names, one that is an ordinary word has to have a capital letter.
/// </summary>
internal sealed class KnownNames
{
    private static readonly HashSet<string> Joining = [.. Cues.Particles, "e", "el", "o"];
    private readonly HashSet<string> own = [];
    private readonly HashSet<string> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> staff = [];
    private readonly HashSet<string> places = [];
    private readonly List<IReadOnlyList<string>> phrases = [];

    public static KnownNames None { get; } = new();

    /// <param name="staff">Every name of a member of the staff, as it is written.</param>
    public static KnownNames Of(MasterData patient, IEnumerable<string> staff)
    {
        var known = new KnownNames();
        known.AddOwn(patient.FirstName, patient.FirstLastName, patient.SecondLastName);
        foreach (var child in patient.Children ?? [])
            known.AddOwn(child.FirstName, child.FirstLastName, child.SecondLastName);
        foreach (var word in staff.SelectMany(Parts))
            known.staff.Add(word.Folded);
        foreach (var place in new[] { patient.Address?.Street, patient.Address?.Neighborhood, patient.Address?.City, patient.BirthPlace })
            known.AddPlace(place);
        return known;
    }

    public bool IsName(Word word)
    {
        if (own.Contains(word.Folded) || IsDiminutive(word))
            return word.IsCapital || exact.Contains(word.Text) || !(Lexicon.OrdinaryNames.Contains(word.Folded) || Spelling.IsWordWithoutTilde(word.Text));
        return staff.Contains(word.Folded) && (word.IsCapital || !Lexicon.OrdinaryNames.Contains(word.Folded));
    }

    /// <summary>How many words from here on are a place of the record; 0 when none.</summary>
    public int PlaceAt(IReadOnlyList<Word> words, int index)
    {
        foreach (var phrase in phrases)
        {
            if (index + phrase.Count <= words.Count && Enumerable.Range(0, phrase.Count).All(offset => words[index + offset].Folded == phrase[offset]))
                return phrase.Count;
        }
        return words[index].IsCapital && places.Contains(words[index].Text) ? 1 : 0;
    }

    private void AddOwn(params string?[] names)
    {
        foreach (var part in names.OfType<string>().SelectMany(Parts))
        {
            own.Add(part.Folded);
            exact.Add(part.Text);
            // O Farrill, written apart.
            if (part.Text.IndexOfAny(['\'', '’', '´']) is > 0 and var mark && part.Text.Length - mark > 3)
                own.Add(Word.Fold(part.Text[(mark + 1)..]));
        }
    }

    private void AddPlace(string? place)
    {
        if (place is null || Word.Of(place) is not { Count: > 0 } words)
            return;
        if (words.Any(word => word.Length > 2))
            phrases.Add([.. words.Select(word => word.Folded)]);
        places.UnionWith(words.Where(word => word is { IsCapital: true, Length: > 2 } && !Lexicon.CapitalisedWords.Contains(word.Folded)).Select(word => word.Text));
    }

    /// <summary>Juanita of Juana, Carlitos of Carlos.</summary>
    private bool IsDiminutive(Word word) => word is { IsCapital: true, Length: >= 5 } && Spelling.Stems(word.Folded).Any(stem => own.Any(name =>
        name.Length >= stem.Length && name.Length <= stem.Length + 2 && name.StartsWith(stem, StringComparison.Ordinal)));

    private static IEnumerable<Word> Parts(string name) => Word.Of(name) is var words
        ? words.Where(word => word.Length > 1 && (!Joining.Contains(word.Folded) || words.Count == 1))
        : [];
}

using Clinic.Core.Users;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// Finds the names and places of a patient's record, including the old clinic's note about children, and of whom their care names. A word of
/// the patient's, a child's, the emergency contact's or such a name is found however it is written. A name of the staff that is an ordinary word counts only where other ordinary words would.
/// </summary>
internal sealed class KnownNames
{
    private const int ShortestShortForm = 3;
    private const int ShortestSmallStem = 4;
    private const int ShortestSound = 5;
    private const int ShortestSmallSound = 6;
    private const int ShortestSlip = 6;
    private const int ShortestJoined = 4;
    private const int LongestJoined = 60;
    private const int ShortestPlaceWord = 3;
    private const int ShortestNoteWord = 3;
    private const int MostParticles = 3;
    private const int LongestHyphen = 2;
    private static readonly HashSet<string> Joining = [.. Cues.Particles, "e", "el", "o"];
    private static readonly string[] JoinedParticles = ["delos", "dela", "del", "de"];
    private readonly HashSet<string> own = [];
    private readonly HashSet<string> sounds = [];
    private readonly HashSet<string> rareSounds = [];
    private readonly HashSet<string> rare = [];
    private readonly HashSet<string> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> staff = [];
    private readonly HashSet<string> places = [];
    private readonly HashSet<string> particles = [];
    private readonly List<IReadOnlyList<string>> phrases = [];

    private KnownNames(MasterData patient, IEnumerable<KnownPerson> others) => Contacts = new KnownContacts(patient, others);

    public static KnownNames None { get; } = new(new MasterData(), []);

    public KnownContacts Contacts { get; }

    /// <param name="staff">Every name of a member of the staff, as it is written.</param>
    /// <param name="others">Whom the patient's care names.</param>
    public static KnownNames Of(MasterData patient, IEnumerable<string> staff, params IReadOnlyList<KnownPerson> others)
    {
        var known = new KnownNames(patient, others);
        known.AddOwn(patient.FirstName, patient.FirstLastName, patient.SecondLastName);
        foreach (var child in patient.Children ?? [])
            known.AddOwn(child.FirstName, child.FirstLastName, child.SecondLastName);
        known.AddOwn([.. NamesIn(patient.ChildrenNote)]);
        known.AddOwn(patient.EmergencyContact?.Name);
        foreach (var name in others.Select(other => other.Name).Distinct())
        {
            known.AddOwn([.. NameWordsOf(name)]);
            known.AddParticles(name);
        }
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
        if (own.Contains(word.Folded) || IsDiminutive(word) || IsShortForm(word) || SoundsLikeOwn(word) || IsMisspelled(word) || IsJoined(word))
            return word.IsCapital || exact.Contains(word.Text) || !(Lexicon.OrdinaryNames.Contains(word.Folded) || Spelling.IsWordWithoutTilde(word.Text));
        return staff.Contains(word.Folded) && !Lexicon.OrdinaryNames.Contains(word.Folded);
    }

    /// <summary>Gua dalupe, or Guada- and lupe on the next line: a name in two pieces that is not an ordinary word.</summary>
    public bool IsInTwo(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1].Start - words[i].End <= LongestHyphen
        && rare.Any(name => name.Length >= ShortestSlip && name.Length == words[i].Folded.Length + words[i + 1].Folded.Length
            && name.StartsWith(words[i].Folded, StringComparison.Ordinal) && name.EndsWith(words[i + 1].Folded, StringComparison.Ordinal));

    /// <summary>A word of the staff's names, an ordinary one included.</summary>
    public bool IsStaff(Word word) => staff.Contains(word.Folded);

    /// <summary>Another name or its own particles stand before it, perhaps on the line before.</summary>
    public bool IsBehindName(IReadOnlyList<Word> words, int i)
    {
        var first = i;
        while (first > 0 && i - first < MostParticles && IsBeside(words, first) && Context.IsParticle(words[first - 1]))
            first--;
        return (first < i && HasParticles(words, first, i))
            || (first > 0 && IsBeside(words, first) && words[first - 1] is { IsCapital: true } before && (IsName(before) || IsStaff(before) || Lexicon.IsAnyName(before.Folded)));
    }

    private static bool IsBeside(IReadOnlyList<Word> words, int i) => words[i].Joined || words[i].Start - words[i - 1].End == 1;

    /// <summary>The record writes the name after these words with the same particles, such as de la Torre.</summary>
    public bool HasParticles(IReadOnlyList<Word> words, int first, int name) =>
        particles.Contains(string.Join(' ', Enumerable.Range(first, name - first + 1).Select(at => words[at].Folded)));

    /// <summary>How many words from here on are a place of the record; 0 when none are.</summary>
    public int PlaceAt(IReadOnlyList<Word> words, int index)
    {
        foreach (var phrase in phrases)
        {
            if (Lexicon.Follows(words, index, phrase))
                return phrase.Count;
        }
        return places.Contains(words[index].Folded) && (words[index].IsCapital || Context.IsWhereabouts(words, index)) ? 1 : 0;
    }

    private void AddOwn(params string?[] names)
    {
        foreach (var name in names.OfType<string>())
        {
            foreach (var part in Parts(name))
            {
                own.Add(part.Folded);
                sounds.Add(Spelling.Sound(part.Folded));
                if (!Lexicon.OrdinaryNames.Contains(part.Folded))
                {
                    rare.Add(part.Folded);
                    rareSounds.Add(Spelling.Sound(part.Folded));
                }
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

    /// <summary>Juanita from Juana, Carlitos from Carlos; in small letters from a name that is not an ordinary word, such as ikercito.</summary>
    private bool IsDiminutive(Word word) => word.Length >= 5 && Spelling.Stems(word.Folded).Any(stem => (word.IsCapital ? own : stem.Length >= ShortestSmallStem ? rare : []).Any(name =>
        name.Length >= stem.Length && name.Length <= stem.Length + 2 && name.StartsWith(stem, StringComparison.Ordinal)));

    /// <summary>Yaz from Yazmín: the beginning of a name, unless it is a word that begins sentences.</summary>
    private bool IsShortForm(Word word) => word is { IsCapital: true, IsShouted: false, Length: >= ShortestShortForm }
        && !Lexicon.CapitalisedWords.Contains(word.Folded) && !Cues.IsCommon(word.Folded)
        && own.Any(name => name.Length >= word.Folded.Length + 2 && name.StartsWith(word.Folded, StringComparison.Ordinal));

    /// <summary>In small letters, it has to sound like a name that is not an ordinary word: cierra is not Sierra.</summary>
    private bool SoundsLikeOwn(Word word) => word.Folded.Length >= (word.IsCapital ? ShortestSound : ShortestSmallSound) && !IsOther(word)
        && (word.IsCapital ? sounds : rareSounds).Contains(Spelling.Sound(word.Folded));

    /// <summary>Guadlupe, Marciela: one typing slip away from a name that is not an ordinary word.</summary>
    private bool IsMisspelled(Word word) => word.Folded.Length >= ShortestSlip - 1 && !IsOther(word) && !Lexicon.OrdinaryNames.Contains(word.Folded)
        && rare.Any(name => name.Length >= ShortestSlip && Spelling.IsSlipOf(word.Folded, name));

    /// <summary>FernandoRobles, guadalupetamayo, MiGuadalupe: a name of the record with other names, or set off by its capital letter.</summary>
    private bool IsJoined(Word word)
    {
        if (word.Text.Length is <= ShortestJoined or > LongestJoined)
            return false;
        foreach (var name in own.Where(name => name.Length >= ShortestJoined && name.Length < word.Folded.Length))
        {
            var at = word.Folded.IndexOf(name, StringComparison.Ordinal);
            if (at >= 0 && ((IsNames(word.Folded[..at]) && IsNames(word.Folded[(at + name.Length)..])) || IsSetOff(word.Text, at, name.Length)))
                return true;
        }
        return false;
    }

    private bool IsNames(string folded)
    {
        var name = JoinedParticles.FirstOrDefault(particle => folded.Length > particle.Length && folded.StartsWith(particle, StringComparison.Ordinal)) is { } first && !own.Contains(folded) ? folded[first.Length..] : folded;
        return name.Length == 0 || own.Contains(name) || (name.Length >= ShortestJoined && (Lexicon.FirstNames.Contains(name) || Lexicon.Surnames.Contains(name)));
    }

    private static bool IsSetOff(string text, int at, int length) =>
        at + length <= text.Length && char.IsUpper(text[at]) && (at == 0 || char.IsLower(text[at - 1])) && (at + length == text.Length || char.IsUpper(text[at + length])) && text.Any(char.IsLower);

    private static bool IsOther(Word word) => Lexicon.CapitalisedWords.Contains(word.Folded) || Cues.IsCommon(word.Folded);

    /// <summary>A name in a text about children, even in a list in small letters such as "iram y danaé (3)".</summary>
    private static IEnumerable<string> NamesIn(string? note)
    {
        if (note is null)
            yield break;
        var text = PlainText.Of(note).Text;
        var words = Word.Of(text);
        var hasCapitals = words.Skip(1).Any(word => word.IsCapital);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Length < ShortestNoteWord || Cues.OfChildren.Contains(word.Folded) || (IsOther(word) && !Lexicon.IsAnyName(word.Folded)))
                continue;
            if (word.IsCapital || Lexicon.IsPlainName(word.Folded) || (!hasCapitals && IsListed(text, words, i)))
                yield return word.Text;
        }
    }

    /// <summary>Of "mi abuela Chela" the last word: ordinary words name nobody, unless they have a capital letter behind a name, as in Juan de Dios.</summary>
    private static IEnumerable<string> NameWordsOf(string called)
    {
        var words = Word.Of(PlainText.Of(called).Text);
        var isBehindName = false;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var isOrdinary = IsOther(word) && !Lexicon.IsAnyName(word.Folded) && !(isBehindName && word is { IsCapital: true, Length: > ShortestNoteWord });
            if (isOrdinary || Joining.Contains(word.Folded) || Lexicon.IsPhrase(words, i))
                continue;
            isBehindName = true;
            yield return word.Text;
        }
    }

    /// <summary>An element of a list: between signs, figures or an "y".</summary>
    private static bool IsListed(string text, IReadOnlyList<Word> words, int i) =>
        (i == 0 || words[i - 1].Folded is "y" or "e" || !words[i].Joined) && (i + 1 == words.Count || words[i + 1].Folded is "y" or "e" || text.AsSpan(words[i].End, words[i + 1].Start - words[i].End).Trim().Length > 0);

    private static IEnumerable<Word> Parts(string name) => Word.Of(PlainText.Of(name).Text) is var words
        ? words.Where(word => word.Length > 1 && (!Joining.Contains(word.Folded) || words.Count == 1))
        : [];
}

/// <summary>Somebody whom a patient's care names: who was lost, or who is to help when it gets dangerous.</summary>
internal sealed record KnownPerson(string Name, string? Phone = null);

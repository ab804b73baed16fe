namespace Clinic.Anonymization.Detection;

/// <summary>
/// Finds the names of persons: those of the record, those that a title or a relation announces, those of the lexicon, and inside a
/// sentence every capitalised word that is not known to name something else: what is hidden without need costs little.
/// </summary>
internal static class NameSearch
{
    public static IEnumerable<Finding> Find(IReadOnlyList<Word> words, KnownNames known)
    {
        var shouting = Shouting(words);
        for (var i = 0; i < words.Count; i++)
        {
            if (!Begins(words, i, known, shouting))
                continue;
            var last = Extend(words, i, known, shouting);
            yield return new Finding(words[i].Start, words[last].End - words[i].Start, FindingKind.Name);
            i = last;
        }
    }

    /// <summary>In a text of capitals alone they say nothing.</summary>
    private static bool Shouting(IReadOnlyList<Word> words) => words.Count > 3 && words.Count(word => word.IsAcronym) > words.Count * 0.7;

    private static bool Begins(IReadOnlyList<Word> words, int i, KnownNames known, bool shouting)
    {
        var word = words[i];
        if (known.IsName(word))
            return true;
        var capital = word.IsCapital && !shouting;
        if (word.Length < 2 || Cues.Months.Contains(word.Folded) && !capital)
            return false;
        if (IsAnnounced(words, i))
            return capital ? !IsOtherCapital(word) : IsPlainName(word.Folded) || (shouting && IsAnyName(word.Folded));
        if (!capital)
            return IsPlainFirstName(word.Folded);
        if (IsPlainName(word.Folded))
            return true;
        if (word.IsAcronym && word.Length <= 6 || IsOtherCapital(word))
            return Lexicon.OrdinaryNames.Contains(word.Folded) && !word.BeginsSentence && !IsFixedPhrase(words, i) && NextIsName(words, i);
        if (Lexicon.OrdinaryNames.Contains(word.Folded))
            return word.BeginsSentence ? NextIsName(words, i) || NextIsDoing(words, i) : !IsFixedPhrase(words, i) && !Cues.Months.Contains(word.Folded);
        return !word.BeginsSentence || NextIsSurname(words, i);
    }

    private static int Extend(IReadOnlyList<Word> words, int i, KnownNames known, bool shouting)
    {
        var last = i;
        while (last + 1 < words.Count)
        {
            var next = last + 1;
            while (next < words.Count && words[next].Joined && Cues.Particles.Contains(words[next].Folded) && words[next].Folded != "y" && next - last <= 3)
                next++;
            if (next >= words.Count || !words[next].Joined || !Continues(words, next, next > last + 1, known, shouting))
                break;
            last = next;
        }
        return last;
    }

    private static bool Continues(IReadOnlyList<Word> words, int next, bool afterParticle, KnownNames known, bool shouting)
    {
        var word = words[next];
        if (known.IsName(word))
            return true;
        if (shouting || !word.IsCapital)
            return !afterParticle && IsPlainName(word.Folded);
        return Lexicon.OrdinaryNames.Contains(word.Folded) || IsPlainName(word.Folded)
            || (!IsOtherCapital(word) && !word.IsAcronym && !(afterParticle && Lexicon.Places.Contains(word.Folded)));
    }

    private static bool IsAnnounced(IReadOnlyList<Word> words, int i)
    {
        if (i == 0 || !words[i].Joined && !IsAfterComma(words, i))
            return false;
        var before = words[i - 1].Folded;
        return Cues.Honorifics.Contains(before) || Cues.Relations.Contains(before) || Cues.Naming.Contains(before)
            || (before is "de" or "es" or "era" && i > 1 && Cues.Naming.Contains(words[i - 2].Folded));
    }

    private static bool IsAfterComma(IReadOnlyList<Word> words, int i) => !words[i].BeginsSentence && Cues.Relations.Contains(words[i - 1].Folded) && words[i].IsCapital;

    /// <summary>Rosa de los Vientos, Virgen del Rosario, Semana Santa: the word belongs to something else.</summary>
    private static bool IsFixedPhrase(IReadOnlyList<Word> words, int i)
    {
        for (var back = i - 1; back >= 0 && back >= i - 3 && words[back + 1].Joined; back--)
        {
            if (Cues.Particles.Contains(words[back].Folded))
                continue;
            return words[back].IsCapital && Lexicon.CapitalisedWords.Contains(words[back].Folded) && !words[back].BeginsSentence
                && !Cues.Honorifics.Contains(words[back].Folded) && !Cues.Relations.Contains(words[back].Folded);
        }
        return false;
    }

    private static bool NextIsName(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1].Joined && words[i + 1].IsCapital && IsAnyName(words[i + 1].Folded);

    private static bool NextIsSurname(IReadOnlyList<Word> words, int i) => NextIsName(words, i) && Lexicon.Surnames.Contains(words[i + 1].Folded);

    private static bool NextIsDoing(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1].Joined && Cues.Doings.Contains(words[i + 1].Folded);

    private static bool IsOtherCapital(Word word) => Lexicon.CapitalisedWords.Contains(word.Folded);

    private static bool IsPlainFirstName(string folded) =>
        Lexicon.FirstNames.Contains(folded) && !Lexicon.OrdinaryNames.Contains(folded) && !Lexicon.CapitalisedWords.Contains(folded) && folded.Length > 3 && !OrdinaryWords.Contains(folded);

    private static bool IsPlainName(string folded) =>
        (Lexicon.FirstNames.Contains(folded) || Lexicon.Surnames.Contains(folded)) && !Lexicon.OrdinaryNames.Contains(folded) && !Lexicon.CapitalisedWords.Contains(folded) && !OrdinaryWords.Contains(folded);

    private static bool IsAnyName(string folded) => Lexicon.FirstNames.Contains(folded) || Lexicon.Surnames.Contains(folded) || Lexicon.OrdinaryNames.Contains(folded);

    /// <summary>Words that fold into a name: they are names with a capital letter inside a sentence alone.</summary>
    private static readonly HashSet<string> OrdinaryWords =
    [
        "alejo", "augusto", "azul", "bruno", "candelaria", "clemencia", "clemente", "concha", "constanza", "cuca", "fidel", "greta", "lolita", "lola", "lucha", "maximo", "maxima", "memo", "melisa", "nena", "pancho",
        "perfecto", "petra", "polo", "primitivo", "romana", "roman", "serena", "teo", "tita", "urbano", "vero", "vidal", "sagrario", "santa", "santos", "severo", "gil", "haro", "lira", "limon", "mena", "mota", "nava",
        "pozos", "recio", "rincon", "segura", "tello", "vaca", "solo", "soler", "sobrino", "corral", "corrales", "infante", "junco", "mercado", "montero", "olvido", "portillo", "posada", "pulga", "rueda", "valencia", "yerno",
        "amador", "camino", "canales", "casillas", "centeno", "crespo", "ferrer", "granados", "guardado", "terrazas", "tenorio", "caro", "cara", "ceja", "costa", "gracia", "loza", "llamas", "manzanares", "pereda", "romo", "talamantes",
        "silva", "maria", "reza", "provincia", "sol", "montes", "aurelio", "belinda", "noche", "amada", "emma", "carola", "toscano", "aguado", "bazan", "borrego", "cabanas", "castellanos", "gallardo", "garrido", "galan", "lozano", "marmolejo", "palomares", "pizarro", "solano",
    ];
}

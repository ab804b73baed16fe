namespace Clinic.Anonymization.Detection;

/// <summary>What the words around one tell of it.</summary>
internal static class Context
{
    private const int LongestTitle = 6;

    /// <summary>Behind a title, a relation or a word of naming, with or without particles between: Sra. de la O.</summary>
    public static bool IsAnnounced(IReadOnlyList<Word> words, int i)
    {
        if (i == 0 || (!words[i].Joined && !IsAfterComma(words, i)))
            return false;
        var before = words[i - 1].Folded;
        return Cues.Honorifics.Contains(before) || Cues.Relations.Contains(before) || Cues.Naming.Contains(before)
            || (before is "de" or "es" or "era" or "fue" && i > 1 && (Cues.Naming.Contains(words[i - 2].Folded) || words[i - 2].Folded is "viuda" or "viudo"));
    }

    /// <summary>"se llama" is before it.</summary>
    public static bool IsCalled(IReadOnlyList<Word> words, int i) => i > 1 && words[i - 2].Folded == "se" && words[i - 1].Folded is "llama" or "llamaba" or "llamo" && !Cues.NotNamed.Contains(words[i].Folded);

    /// <summary>Rosa de los Vientos, Semana Santa, Cruz Roja: the word belongs to something else.</summary>
    public static bool IsFixedPhrase(IReadOnlyList<Word> words, int i)
    {
        for (var back = i - 1; back >= 0 && back >= i - 3 && words[back + 1].Joined; back--)
        {
            if (Cues.Particles.Contains(words[back].Folded) || words[back].Folded == "el")
                continue;
            return words[back].IsCapital && Lexicon.CapitalisedWords.Contains(words[back].Folded) && !words[back].BeginsSentence
                && !Cues.Honorifics.Contains(words[back].Folded) && !Cues.Relations.Contains(words[back].Folded);
        }
        return i + 1 < words.Count && words[i + 1] is { Joined: true, IsCapital: true } next && Lexicon.CapitalisedWords.Contains(next.Folded) && !Lexicon.IsAnyName(next.Folded);
    }

    /// <summary>The title of a book or a group: everything with a capital letter behind the word that says so.</summary>
    public static bool IsTitle(IReadOnlyList<Word> words, int i)
    {
        var back = i;
        while (back > 0 && i - back < LongestTitle && words[back].Joined && (words[back - 1].IsCapital || IsParticle(words[back - 1])) && !Cues.Titled.Contains(words[back - 1].Folded))
            back--;
        return back > 0 && words[back].Joined && Cues.Titled.Contains(words[back - 1].Folded) && (back == i || words[back].IsCapital || words[back - 1].Folded is "virgen" or "basilica" or "santuario");
    }

    /// <summary>In Hidalgo, from Guerrero.</summary>
    public static bool IsState(IReadOnlyList<Word> words, int i) => Cues.States.Contains(words[i].Folded) && i > 0 && words[i].Joined && Cues.Whereabouts.Contains(words[i - 1].Folded);

    /// <summary>Behind a preposition of place, with or without an article between.</summary>
    public static bool IsWhereabouts(IReadOnlyList<Word> words, int i) => i > 0 && words[i].Joined
        && (Cues.Whereabouts.Contains(words[i - 1].Folded) || words[i - 1].Folded is "calle" or "col" or "colonia" or "barrio" or "av" or "avenida"
            || (i > 1 && words[i - 1].Joined && words[i - 1].Folded is "el" or "la" or "los" or "las" && Cues.Whereabouts.Contains(words[i - 2].Folded)));

    /// <summary>Originaria de, oriundo de.</summary>
    public static bool IsOrigin(IReadOnlyList<Word> words, int i) => i > 1 && words[i].Joined && words[i - 1].Folded is "de" or "del" or "en" && Cues.Origins.Contains(words[i - 2].Folded);

    public static bool IsParticle(Word word) => Cues.Particles.Contains(word.Folded) && word.Folded != "y";

    public static bool NextIsName(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1] is { Joined: true, IsCapital: true } next && Lexicon.IsAnyName(next.Folded);

    /// <summary>Who it is is said between commas, or it is the first of a list of names.</summary>
    public static bool NextIsApart(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1] is { Joined: false, BeginsSentence: false } next
        && (IsApposition(words, i + 1) || (next.IsCapital && Lexicon.IsAnyName(next.Folded)));

    public static bool NextIsDoing(IReadOnlyList<Word> words, int i) =>
        i + 1 < words.Count && words[i + 1].Joined && (Cues.Verbs.Contains(words[i + 1].Folded) || Cues.BeforeVerbs.Contains(words[i + 1].Folded));

    /// <summary>A sentence begins with a word that no list has: it is somebody when a verb of people or another such word follows.</summary>
    public static bool IsUnknownSubject(IReadOnlyList<Word> words, int i)
    {
        var folded = words[i].Folded;
        if (i + 1 >= words.Count || words[i + 1].BeginsSentence || Cues.IsCommon(folded))
            return false;
        var next = words[i + 1];
        if (!next.Joined)
            return IsApposition(words, i + 1);
        return next.IsCapital && !next.IsAcronym ? !Lexicon.CapitalisedWords.Contains(next.Folded) || Lexicon.IsAnyName(next.Folded) : Cues.Verbs.Contains(next.Folded);
    }

    /// <summary>Melquisedec, su hermano; Tencha, como le dicen.</summary>
    private static bool IsApposition(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1].Joined && words[i].Folded switch
    {
        "su" or "mi" or "el" or "la" => Cues.Relations.Contains(words[i + 1].Folded) || Cues.Honorifics.Contains(words[i + 1].Folded),
        "como" => i + 2 < words.Count && words[i + 1].Folded is "le" or "lo" or "la" or "se" && Cues.Naming.Contains(words[i + 2].Folded),
        "o" => words[i + 1].Folded == "sea",
        _ => false,
    };

    /// <summary>Her sister, Martha.</summary>
    public static bool IsAfterComma(IReadOnlyList<Word> words, int i) => i > 0 && !words[i].Joined && !words[i].BeginsSentence && Cues.Relations.Contains(words[i - 1].Folded) && words[i].IsCapital;
}

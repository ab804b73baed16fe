namespace Clinic.Anonymization.Detection;

/// <summary>
/// Finds the names of persons: those of the record, those that a title or a relation announces, those of the lexicon, and inside a
/// sentence every capitalised word that is not known to name something else. Hiding a word without need costs little.
/// </summary>
internal static class NameSearch
{
    private const int MostParticles = 3;
    private const int LongestAcronym = 6;

    public static IEnumerable<Finding> Find(IReadOnlyList<Word> words, KnownNames known)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (known.IsInTwo(words, i))
            {
                yield return new Finding(words[i].Start, words[i + 1].End - words[i].Start, FindingKind.Name);
                i++;
                continue;
            }
            if (!Begins(words, i, known))
                continue;
            var (first, last) = (WithWhatIsBefore(words, i, known), Extend(words, i, known));
            yield return new Finding(words[first].Start, words[last].End - words[first].Start, FindingKind.Name);
            i = last;
        }
    }

    private static bool Begins(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var word = words[i];
        if (known.IsName(word))
            return !Lexicon.IsPhrase(words, i);
        var capital = word.IsCapital && !word.IsShouted;
        if (word.Length < 2)
            return false;
        if (Cues.Months.Contains(word.Folded) && !capital)
            return word.IsShouted && IsBeforeName(words, i, known);
        if (Context.IsAnnounced(words, i))
            return capital ? !IsOtherCapital(word) || Lexicon.IsAnyName(word.Folded) : IsAnnouncedSmall(words, i);
        if (word.IsCapital && known.IsStaff(word) && !Lexicon.IsPhrase(words, i) && !Context.IsTitle(words, i))
            return known.IsBehindName(words, i) || (word.IsShouted ? StandsOut(words, i) || IsBeforeName(words, i, known) : word.BeginsSentence ? StandsAsName(words, i, known) : !Context.IsFixedPhrase(words, i));
        if (!capital)
            return word.IsShouted ? Lexicon.IsPlainName(word.Folded) : Lexicon.IsPlainFirstName(word.Folded);
        return !Lexicon.IsPhrase(words, i) && !Context.IsTitle(words, i) && BeginsCapitalised(words, i, known);
    }

    private static bool BeginsCapitalised(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var word = words[i];
        if (Lexicon.IsPlainName(word.Folded))
            return true;
        if (Cues.Months.Contains(word.Folded))
            return Context.NextIsName(words, i);
        if (Lexicon.IsAnyName(word.Folded))
            return word.BeginsSentence ? StandsAsName(words, i, known) : !Context.IsFixedPhrase(words, i) && !Context.IsState(words, i);
        if ((word.IsAcronym && word.Length <= LongestAcronym) || IsOtherCapital(word))
            return false;
        return !word.BeginsSentence || Context.IsUnknownSubject(words, i);
    }

    /// <summary>At the beginning of a sentence, where every word has a capital letter.</summary>
    private static bool StandsAsName(IReadOnlyList<Word> words, int i, KnownNames known) =>
        Context.NextIsName(words, i) || Context.NextIsDoing(words, i) || Context.NextIsApart(words, i) || known.IsBehindName(words, i);

    /// <summary>Among words in capitals only, one behind a word that is not: (ANA LUNA) Supervisa LUZ.</summary>
    private static bool StandsOut(IReadOnlyList<Word> words, int i) => words[i].Joined && words[i - 1].Text.Any(char.IsLower);

    /// <summary>In a sentence of capitals only, a month, or a name of the staff that is also an ordinary word, counts as a name only if another name follows.</summary>
    private static bool IsBeforeName(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var next = i + 1;
        while (next < words.Count && words[next].Joined && Context.IsParticle(words[next]))
            next++;
        return next < words.Count && words[next] is { Joined: true, IsCapital: true } name && (Lexicon.IsAnyName(name.Folded) || known.IsName(name) || known.IsStaff(name));
    }

    /// <summary>In small letters, or in a text of capitals only, the word itself has to be a name.</summary>
    private static bool IsAnnouncedSmall(IReadOnlyList<Word> words, int i)
    {
        var folded = words[i].Folded;
        return words[i].IsShouted
            ? Lexicon.IsAnyName(folded) || (Context.IsAfterComma(words, i) && !Cues.IsCommon(folded))
            : Lexicon.IsPlainName(folded) || (Lexicon.IsAnyName(folded) && !Cues.Adjectives.Contains(folded) && !Cues.Relations.Contains(folded)) || Context.IsCalled(words, i);
    }

    /// <summary>Where the name begins: at an initial, at María's abbreviation, or at the particles that belong to it, as in J. Barragán, Ma. Concepción and Sra. de la O.</summary>
    private static int WithWhatIsBefore(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var first = WithParticles(words, i, known);
        return first > 0 && words[first].Joined && words[first - 1] is { IsCapital: true, Folded: "ma" } ? first - 1 : first;
    }

    private static int WithParticles(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var first = i;
        while (first > 0 && words[first].Joined && words[first - 1].IsInitial)
            first--;
        if (first > 0 && words[first].Joined && words[first - 1] is { BeginsSentence: false, IsShouted: false, Text: "El" or "La" or "Los" or "Las" })
            return first - 1;
        var particle = first;
        while (particle > 0 && first - particle < MostParticles && words[particle].Joined && Context.IsParticle(words[particle - 1]))
            particle--;
        var belongs = particle < first
            && (words[particle].IsCapital || known.HasParticles(words, particle, first) || (particle > 0 && words[particle].Joined && Cues.Honorifics.Contains(words[particle - 1].Folded)));
        return belongs ? particle : first;
    }

    private static int Extend(IReadOnlyList<Word> words, int i, KnownNames known)
    {
        var last = i;
        while (last + 1 < words.Count)
        {
            var next = last + 1;
            while (next < words.Count && words[next].Joined && (Context.IsParticle(words[next]) || words[next].IsInitial) && next - last <= MostParticles)
                next++;
            if (next >= words.Count || !words[next].Joined || !Continues(words, next, next > last + 1, known) || IsThingOf(words, i, last, next))
                break;
            last = next;
        }
        return last + 1 < words.Count && words[last + 1] is { Joined: true, IsInitial: true } initial && !Context.IsParticle(initial) ? last + 1 : last;
    }

    private static bool Continues(IReadOnlyList<Word> words, int next, bool afterParticle, KnownNames known)
    {
        var word = words[next];
        if (known.IsName(word))
            return true;
        if (word.IsShouted || !word.IsCapital)
            return Lexicon.IsAnyName(word.Folded) && (word.IsShouted || !Cues.Verbs.Contains(word.Folded));
        return Lexicon.IsAnyName(word.Folded)
            || (!IsOtherCapital(word) && !word.IsAcronym && !(afterParticle && Lexicon.Places.Contains(word.Folded)));
    }

    /// <summary>In small letters, una cruz de madera is not a name, and maría de los ángeles is one.</summary>
    private static bool IsThingOf(IReadOnlyList<Word> words, int first, int last, int next) =>
        next > last + 1 && !words[next].IsCapital && !words[first].IsCapital && !Lexicon.IsPlainFirstName(words[first].Folded);

    private static bool IsOtherCapital(Word word) => Lexicon.CapitalisedWords.Contains(word.Folded);
}

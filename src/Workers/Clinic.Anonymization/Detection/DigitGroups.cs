namespace Clinic.Anonymization.Detection;

/// <summary>Finds numbers that are written in groups of digits or of words: phones, cards, bank accounts and social security numbers.</summary>
internal static class DigitGroups
{
    private const int LongestGap = 3;
    private const int FewGroups = 7;
    private const int MostGroups = 14;
    private const int ShortestHyphenated = 9;
    private const int CueWords = 5;
    private const int FarthestCue = 60;

    private static readonly HashSet<string> PhoneCues =
        [.. "tel tels telefono telefonos telefonico telefonica cel cels celular celulares movil whats whatsapp wa wasap guasap numero num marcar marque marcarle llamar llame llamarle llamarla llamarlo llaman recado recados fax lada contacto comunicarse comunicarle localizarla localizarlo".Split(' ')];

    public static IEnumerable<Finding> Find(string text, IReadOnlyList<Word> words, IReadOnlyList<Numeral> numerals)
    {
        foreach (var run in Runs(text, numerals))
        {
            var isPhone = IsAnnounced(text, words, run[0].Start);
            for (var first = 0; first < run.Count;)
            {
                var (count, kind) = KindAt(text, run, first, isPhone);
                if (count > 0)
                {
                    var start = Before(text, run[first].Start);
                    yield return new Finding(start, run[first + count - 1].End - start, kind);
                }
                first += Math.Max(count, 1);
            }
        }
    }

    /// <summary>The largest number of groups from here on that are one number together.</summary>
    private static (int Count, FindingKind Kind) KindAt(string text, List<Numeral> run, int first, bool isAnnounced)
    {
        for (var count = Math.Min(MostGroups, run.Count - first); count > 0; count--)
        {
            var groups = run.GetRange(first, count);
            var digits = string.Concat(groups.Select(group => group.Digits));
            var isPlain = count <= FewGroups && !groups.Any(group => group.IsWord) && Gaps(text, groups).All(IsTight);
            if (isPlain && IsIdentifier([.. groups.Select(group => group.Digits.Length)], digits))
                return (count, FindingKind.Identifier);
            var isInternational = Before(text, groups[0].Start) is var start && start < groups[0].Start && text[start] == '+';
            if (isPlain ? IsPhone(digits, isInternational) || IsLocalPhone(text, groups) : IsLoosePhone(text, groups, digits, isAnnounced))
                return (count, FindingKind.Phone);
            if (isPlain && IsHyphenated(text, groups))
                return (count, FindingKind.Identifier);
        }
        return (0, default);
    }

    /// <summary>Ten digits, with or without Mexico's code and the old prefixes, or any number with a country code.</summary>
    private static bool IsPhone(string digits, bool isInternational) =>
        (digits.Length == 10 && !digits.StartsWith("19", StringComparison.Ordinal) && !digits.StartsWith("20", StringComparison.Ordinal))
        || (digits.Length == 12 && (digits.StartsWith("52", StringComparison.Ordinal) || digits.StartsWith("01", StringComparison.Ordinal)))
        || (digits.Length == 13 && (digits.StartsWith("521", StringComparison.Ordinal) || digits.StartsWith("044", StringComparison.Ordinal) || digits.StartsWith("045", StringComparison.Ordinal)))
        || (isInternational && digits.Length is >= 9 and <= 14);

    /// <summary>
    /// In words, digit by digit or with commas between. Counting is not a phone number, and a list of figures with commas is
    /// one only where the text mentions a phone.
    /// </summary>
    private static bool IsLoosePhone(string text, List<Numeral> groups, string digits, bool isAnnounced)
    {
        var gaps = Gaps(text, groups).ToList();
        // A colon is also part of times, beside other numbers.
        if (groups.Count < 2 || IsCount(groups) || (gaps.Any(gap => gap.Contains(':')) && !gaps.All(gap => gap.Contains(':'))))
            return false;
        if (isAnnounced)
            return digits.Length is 7 or 8 || IsPhone(digits, false);
        return digits.Length == 10 && digits[0] is >= '2' and <= '9' && IsPhone(digits, false) && (groups.All(group => group.IsWord) || gaps.All(IsTight));
    }

    private static bool IsCount(List<Numeral> groups) => groups.Count > 2 && groups.Zip(groups.Skip(1)).All(pair => pair.Second.Value - pair.First.Value is 1 or -1);

    /// <summary>A big city's number without its area code, such as 5876-2143, unless it is two years.</summary>
    private static bool IsLocalPhone(string text, List<Numeral> groups) =>
        groups is [{ Digits.Length: 4 } one, { Digits.Length: 4 } other] && text[one.End..other.Start] == "-" && !(IsYear(one) && IsYear(other));

    private static bool IsYear(Numeral group) => group.Digits.StartsWith("19", StringComparison.Ordinal) || group.Digits.StartsWith("20", StringComparison.Ordinal);

    /// <summary>Cards by their groups, CLABE by its length, social security numbers by their groups or their check digit.</summary>
    private static bool IsIdentifier(int[] lengths, string digits) => lengths is [4, 4, 4, 4] or [4, 6, 5] or [2, 2, 2, 4, 1]
        || (digits.Length == 18 && lengths.Length > 1 && lengths[..^1].All(length => length >= 3))
        || (digits.Length == 11 && CheckDigits.IsNss(digits));

    /// <summary>Nine digits or more around hyphens are not a date: 2208-417653-9.</summary>
    private static bool IsHyphenated(string text, List<Numeral> groups) =>
        groups.Count > 1 && groups.Sum(group => group.Digits.Length) >= ShortestHyphenated && Gaps(text, groups).All(gap => gap == "-");

    /// <summary>With the bracket or plus before it.</summary>
    private static int Before(string text, int start)
    {
        while (start > 0 && text[start - 1] is '(' or '+')
            start--;
        return start;
    }

    private static bool IsAnnounced(string text, IReadOnlyList<Word> words, int start)
    {
        var next = Word.FirstAt(words, start);
        for (var back = next - 1; back >= 0 && back >= next - CueWords && start - words[back].End <= FarthestCue; back--)
        {
            if (PhoneCues.Contains(words[back].Folded))
                return text.AsSpan(words[back].End, start - words[back].End).IndexOfAny("!?;") < 0;
        }
        return false;
    }

    /// <summary>Numbers with no more than a few signs between them and no letter beside them.</summary>
    private static IEnumerable<List<Numeral>> Runs(string text, IReadOnlyList<Numeral> numerals)
    {
        var run = new List<Numeral>();
        foreach (var group in numerals)
        {
            var alone = group.IsWord || ((group.Start == 0 || !char.IsLetter(text[group.Start - 1])) && (group.End == text.Length || !char.IsLetter(text[group.End])));
            if (run.Count > 0 && (!alone || !IsGap(text.AsSpan(run[^1].End, group.Start - run[^1].End))))
            {
                yield return run;
                run = [];
            }
            if (alone)
                run.Add(group);
        }
        if (run.Count > 0)
            yield return run;
    }

    private static IEnumerable<string> Gaps(string text, List<Numeral> groups) => groups.Zip(groups.Skip(1)).Select(pair => text[pair.First.End..pair.Second.Start]);

    private static bool IsGap(ReadOnlySpan<char> between)
    {
        foreach (var sign in between)
        {
            if (char.IsLetter(sign) || sign is '%' or '$' or '?' or '!')
                return false;
        }
        return between.Length <= LongestGap;
    }

    /// <summary>Signs that stand within one number. Commas and colons also stand between numbers.</summary>
    private static bool IsTight(string gap) => !gap.Any(sign => sign is ',' or ';' or ':' or '<' or '>' or '=');
}

namespace Clinic.Anonymization.Detection;

/// <summary>Finds numbers that are written in groups of digits: phones, cards, bank accounts and social security numbers.</summary>
internal static class DigitGroups
{
    private const int LongestGap = 3;
    private const int MostGroups = 7;
    private const int ShortestHyphenated = 9;

    public static IEnumerable<Finding> Find(string text)
    {
        foreach (var run in Runs(text))
        {
            for (var first = 0; first < run.Count;)
            {
                var (count, kind) = KindAt(text, run, first);
                if (count > 0)
                {
                    var start = Before(text, run[first].Start);
                    yield return new Finding(start, run[first + count - 1].End - start, kind);
                }
                first += Math.Max(count, 1);
            }
        }
    }

    /// <summary>The most groups from here on that are a number together.</summary>
    private static (int Count, FindingKind Kind) KindAt(string text, List<Group> run, int first)
    {
        for (var count = Math.Min(MostGroups, run.Count - first); count > 0; count--)
        {
            var groups = run.GetRange(first, count);
            var digits = string.Concat(groups.Select(group => text[group.Start..group.End]));
            if (IsIdentifier([.. groups.Select(group => group.Length)], digits))
                return (count, FindingKind.Identifier);
            if (IsPhone(digits, Before(text, groups[0].Start) < groups[0].Start && text[Before(text, groups[0].Start)] == '+') || IsLocalPhone(text, groups))
                return (count, FindingKind.Phone);
            if (IsHyphenated(text, groups))
                return (count, FindingKind.Identifier);
        }
        return (0, default);
    }

    /// <summary>Ten digits, with or without Mexico's code and the prefixes of old, or any number with a country's code.</summary>
    private static bool IsPhone(string digits, bool isInternational) =>
        (digits.Length == 10 && !digits.StartsWith("19", StringComparison.Ordinal) && !digits.StartsWith("20", StringComparison.Ordinal))
        || (digits.Length == 12 && (digits.StartsWith("52", StringComparison.Ordinal) || digits.StartsWith("01", StringComparison.Ordinal)))
        || (digits.Length == 13 && (digits.StartsWith("521", StringComparison.Ordinal) || digits.StartsWith("044", StringComparison.Ordinal) || digits.StartsWith("045", StringComparison.Ordinal)))
        || (isInternational && digits.Length is >= 9 and <= 14);

    /// <summary>A big city's number without its area, such as 5876-2143, which are no two years.</summary>
    private static bool IsLocalPhone(string text, List<Group> groups) =>
        groups is [{ Length: 4 } one, { Length: 4 } other] && text[one.End..other.Start] == "-" && !(IsYear(text, one) && IsYear(text, other));

    private static bool IsYear(string text, Group group) => text.AsSpan(group.Start, 2) is "19" or "20";

    /// <summary>Cards by their groups, CLABE by its length, social security numbers by their groups or their check digit.</summary>
    private static bool IsIdentifier(int[] lengths, string digits) => lengths is [4, 4, 4, 4] or [4, 6, 5] or [2, 2, 2, 4, 1]
        || (digits.Length == 18 && lengths.Length > 1 && lengths[..^1].All(length => length >= 3))
        || (digits.Length == 11 && CheckDigits.IsNss(digits));

    /// <summary>Nine digits or more around hyphens are no date: 2208-417653-9.</summary>
    private static bool IsHyphenated(string text, List<Group> groups) => groups.Count > 1 && groups.Sum(group => group.Length) >= ShortestHyphenated
        && groups.Zip(groups.Skip(1)).All(pair => text.AsSpan(pair.First.End, pair.Second.Start - pair.First.End) is "-");

    /// <summary>With the bracket or plus before it.</summary>
    private static int Before(string text, int start)
    {
        while (start > 0 && text[start - 1] is '(' or '+')
            start--;
        return start;
    }

    /// <summary>Groups between which only blanks, hyphens, points, slashes and brackets are, and no letter is beside.</summary>
    private static IEnumerable<List<Group>> Runs(string text)
    {
        var run = new List<Group>();
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            var alone = (at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end]));
            if (run.Count > 0 && (!alone || !IsGap(text.AsSpan(run[^1].End, at - run[^1].End))))
            {
                yield return run;
                run = [];
            }
            if (alone)
                run.Add(new Group(at, end));
            at = end;
        }
        if (run.Count > 0)
            yield return run;
    }

    private static bool IsGap(ReadOnlySpan<char> between) => between.Length <= LongestGap && between.TrimStart(" .-/()\n").IsEmpty;

    private sealed record Group(int Start, int End)
    {
        public int Length => End - Start;
    }
}

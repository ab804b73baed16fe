using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds emails, also those that are written with blanks, with brackets or in words.</summary>
internal static partial class EmailSearch
{
    private const int LongestLocal = 64;
    private const int MostParts = 6;
    private const int ShortestHost = 3;
    private static readonly HashSet<string> Endings = [.. "com mx net org edu gob gov es io info co us biz me ar cl pe ca fr de uk example test".Split(' ')];
    private static readonly HashSet<string> Hosts = [.. "gmail hotmail outlook yahoo live icloud prodigy msn protonmail proton aol ymail".Split(' ')];

    /// <summary>Words before an arroba that is a weight.</summary>
    private static readonly HashSet<string> Weighing = [.. "una la las media por de el cada cuarta".Split(' ')];

    public static IEnumerable<Finding> Find(string text)
    {
        foreach (Match match in Spread().Matches(text))
            yield return new Finding(match.Index, match.Length, FindingKind.Email);
        foreach (Match sign in At().Matches(text))
        {
            if (Before(text, sign.Index) is not { } start || After(text, sign.Index + sign.Length) is not { } host)
                continue;
            if (IsEmail(text, start, sign, host))
                yield return new Finding(start, host.End - start, FindingKind.Email);
        }
    }

    /// <summary>Amig@s, hijo(a) and una arroba de maíz are not emails.</summary>
    private static bool IsEmail(string text, int start, Match sign, Host host)
    {
        if (host.IsWhole)
            return true;
        var isJoined = !char.IsWhiteSpace(text[sign.Index - 1]);
        return sign.Value switch
        {
            "@" => isJoined && host.First.Length >= ShortestHost,
            _ when sign.Value.Contains("rroba", StringComparison.OrdinalIgnoreCase) => host.First.Length >= ShortestHost && !Weighing.Contains(text[start..sign.Index].Trim().ToLowerInvariant()),
            _ => false,
        };
    }

    /// <summary>Where the part before the sign begins; null when there is none.</summary>
    private static int? Before(string text, int end)
    {
        if (Token(text, SkipBack(text, end)) is not { } start)
            return null;
        if (Apart().Match(text, Math.Max(0, start - LongestLocal), Math.Min(start, LongestLocal)) is { Success: true } letters && (start + 1 == text.Length || !char.IsLetterOrDigit(text[start + 1])))
            start = letters.Index;
        for (var part = 1; part < MostParts && Connected().Match(text, Math.Max(0, start - LongestLocal), Math.Min(start, LongestLocal)) is { Success: true } before; part++)
        {
            if (Token(text, before.Index) is not { } earlier)
                break;
            start = earlier;
        }
        return start;
    }

    /// <summary>Where the letters, digits and signs of the mailbox that ends here begin.</summary>
    private static int? Token(string text, int end)
    {
        var start = end;
        while (start > 0 && end - start < LongestLocal && (char.IsLetterOrDigit(text[start - 1]) || "!#$%&'*+/=?^_`{|}~.-".Contains(text[start - 1])))
            start--;
        while (start < end && text[start] is '.' or '\'' or '/')
            start++;
        return start < end ? start : null;
    }

    private static int SkipBack(string text, int end)
    {
        var at = end;
        while (at > 0 && end - at < 3 && char.IsWhiteSpace(text[at - 1]))
            at--;
        return at;
    }

    private static Host? After(string text, int from)
    {
        if (Label().Match(text, from) is not { Success: true } first)
            return null;
        var (end, whole) = (first.Index + first.Length, Hosts.Contains(first.Groups["label"].Value.ToLowerInvariant()));
        for (var part = 0; part < MostParts && Point().Match(text, end) is { Success: true } next; part++)
        {
            var isEnding = Endings.Contains(next.Groups["label"].Value.ToLowerInvariant());
            // A point with a blank after it, or a comma, is more often the end of a sentence than part of a host.
            if (!isEnding && next.Groups["loose"].Success)
                break;
            (end, whole) = (next.Index + next.Length, true);
        }
        return new Host(end, first.Groups["label"].Value, whole);
    }

    /// <summary>The host after the sign.</summary>
    /// <param name="IsWhole">Whether it has an ending, or is a well-known host that lacks it.</param>
    private sealed record Host(int End, string First, bool IsWhole);

    [GeneratedRegex(@"[(\[{<«""-] ?(?:@|arroba|at|a) ?[)\]}>»""-]|@|\b(?:arroba|at)\b", RegexOptions.IgnoreCase)]
    private static partial Regex At();

    // c h e l a @ g m a i l . c o m
    [GeneratedRegex(@"(?<![\p{L}\d._-])(?<!(?:^|[^\p{L}\d._-])[\p{L}\d._-] )(?:[\p{L}\d._-] ){2,64}@(?: [\p{L}\d._-]){3,64}(?![\p{L}\d])")]
    private static partial Regex Spread();

    [GeneratedRegex(@"(?<![\p{L}\d._-])(?:[\p{L}\d._-] ){2,64}$")]
    private static partial Regex Apart();

    [GeneratedRegex(@"(?: (?:punto|dot|gui[óo]n bajo|gui[óo]n) | ?[(\[{] ?(?:punto|dot|\.) ?[)\]}] ?| \. ?|(?<=\w)\. )$", RegexOptions.IgnoreCase)]
    private static partial Regex Connected();

    [GeneratedRegex(@"\G\s{0,2}(?<label>[\p{L}\d][\p{L}\d-]{0,62})")]
    private static partial Regex Label();

    [GeneratedRegex(@"\G(?:\.| ?[(\[{] ?(?:punto|dot|\.|,) ?[)\]}] ?| (?:punto|dot) | \. ?(?=\p{L})|(?<loose>\.\s|\s?,\s?))(?<label>[\p{L}\d][\p{L}\d-]{0,62})", RegexOptions.IgnoreCase)]
    private static partial Regex Point();
}

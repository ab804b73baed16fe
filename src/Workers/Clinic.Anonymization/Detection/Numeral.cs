using System.Globalization;

namespace Clinic.Anonymization.Detection;

/// <summary>A number of a text, in digits or in words: 55, cincuenta y cinco, doble cinco.</summary>
/// <param name="Digits">What the words say, in digits.</param>
internal sealed record Numeral(int Start, int End, string Digits, bool IsWord)
{
    private const int LongestValue = 4;

    private static readonly Dictionary<string, int> Below100 = Values(
        0, "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve");

    private static readonly Dictionary<string, int> Tens = Values(3, "treinta cuarenta cincuenta sesenta setenta ochenta noventa");
    private static readonly Dictionary<string, int> Hundreds = Values(1, "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos");

    /// <summary>As a number of a few digits; null when it has more.</summary>
    public int? Value => Digits.Length <= LongestValue ? int.Parse(Digits, CultureInfo.InvariantCulture) : null;

    /// <summary>All numbers in their order.</summary>
    public static IReadOnlyList<Numeral> In(string text, IReadOnlyList<Word> words)
    {
        var found = new List<Numeral>();
        for (var i = 0; i < words.Count; i++)
        {
            if (Read(text, words, i) is not { } spoken)
                continue;
            found.Add(new Numeral(words[i].Start, words[spoken.Next - 1].End, spoken.Digits, true));
            i = spoken.Next - 1;
        }
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            found.Add(new Numeral(at, end, text[at..end], false));
            at = end;
        }
        found.Sort((one, other) => one.Start.CompareTo(other.Start));
        return found;
    }

    private static (string Digits, int Next)? Read(string text, IReadOnlyList<Word> words, int i)
    {
        if (words[i].Folded is "doble" or "triple" && Follows(text, words, i + 1) && Below100.TryGetValue(words[i + 1].Folded, out var digit) && digit < 10)
            return (new string((char)('0' + digit), words[i].Folded == "doble" ? 2 : 3), i + 2);
        var (value, next) = words[i].Folded == "mil" ? (1, i) : UpTo999(text, words, i) ?? (-1, i);
        if (value < 0)
            return null;
        if (value is > 0 and < 10 && (next == i || Follows(text, words, next)) && words[next].Folded == "mil")
        {
            value *= 1000;
            if (Follows(text, words, ++next) && UpTo999(text, words, next) is { } rest)
                (value, next) = (value + rest.Value, rest.Next);
        }
        return (value.ToString(CultureInfo.InvariantCulture), next);
    }

    private static (int Value, int Next)? UpTo999(string text, IReadOnlyList<Word> words, int i)
    {
        if (words[i].Folded == "cien")
            return (100, i + 1);
        if (!Hundreds.TryGetValue(words[i].Folded.Replace("ientas", "ientos", StringComparison.Ordinal), out var hundreds))
            return UpTo99(text, words, i);
        return Follows(text, words, i + 1) && UpTo99(text, words, i + 1) is { Value: > 0 } rest ? (hundreds * 100 + rest.Value, rest.Next) : (hundreds * 100, i + 1);
    }

    private static (int Value, int Next)? UpTo99(string text, IReadOnlyList<Word> words, int i)
    {
        var word = words[i].Folded;
        if (Below100.TryGetValue(word, out var value) && value is not (10 or 20))
            return (value, i + 1);
        if (value == 0 && !Tens.TryGetValue(word, out value))
            return Joined(word) is { } joined ? (joined, i + 1) : null;
        var tens = value < 10 ? value * 10 : value;
        return Follows(text, words, i + 1) && words[i + 1].Folded == "y" && Follows(text, words, i + 2) && Unit(words[i + 2].Folded) is { } unit ? (tens + unit, i + 3) : (tens, i + 1);
    }

    /// <summary>noventaiseis, cincuentaycinco.</summary>
    private static int? Joined(string word)
    {
        foreach (var (name, tens) in Tens)
        {
            if (word.Length > name.Length + 1 && word.StartsWith(name, StringComparison.Ordinal) && word[name.Length] is 'i' or 'y' && Unit(word[(name.Length + 1)..]) is { } unit)
                return tens * 10 + unit;
        }
        return null;
    }

    private static int? Unit(string word) => word is "un" or "una" ? 1 : Below100.TryGetValue(word, out var unit) && unit is > 0 and < 10 ? unit : null;

    private static bool Follows(string text, IReadOnlyList<Word> words, int i) =>
        i < words.Count && text.AsSpan(words[i - 1].End, words[i].Start - words[i - 1].End) is { Length: > 0 and <= 2 } between && between.IsWhiteSpace();

    private static Dictionary<string, int> Values(int first, string words) => words.Split(' ').Select((word, at) => (word, first + at)).ToDictionary(pair => pair.word, pair => pair.Item2);
}

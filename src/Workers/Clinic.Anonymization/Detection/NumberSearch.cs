using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds phones, emails, addresses on the web, ages over 89 and numbers that identify.</summary>
internal static partial class NumberSearch
{
    public static IEnumerable<Finding> Find(string text)
    {
        foreach (var match in Email().Matches(text).Concat(SpokenEmail().Matches(text)))
            yield return Of(match, FindingKind.Email);
        foreach (Match match in Code().Matches(text))
        {
            var code = match.Value.ToUpperInvariant();
            if (CurpForm().IsMatch(code))
                yield return Of(match, CheckDigits.IsCurp(code) ? FindingKind.Curp : FindingKind.Identifier);
            else if (RfcForm().IsMatch(code))
                yield return Of(match, CheckDigits.IsRfc(code) ? FindingKind.Rfc : FindingKind.Identifier);
            else if (code.Count(char.IsAsciiDigit) >= 5 && code.Length >= 8)
                yield return Of(match, code.All(char.IsAsciiDigit) && code.Length is 10 or 12 or 13 ? FindingKind.Phone : FindingKind.Identifier);
        }
        foreach (Match match in PhoneRun().Matches(text))
        {
            if (IsPhone(match.Value))
                yield return Of(match, FindingKind.Phone);
        }
        foreach (Match match in ShortPhone().Matches(text))
            yield return new Finding(match.Groups["number"].Index, match.Groups["number"].Length, FindingKind.Phone);
        foreach (var match in Cued().Matches(text).Concat(Web().Matches(text)))
            yield return match.Groups["number"] is { Success: true } number ? new Finding(number.Index, number.Length, FindingKind.Identifier) : Of(match, FindingKind.Identifier);
        foreach (Match match in Age().Matches(text))
            yield return Of(match, FindingKind.Age);
    }

    private static Finding Of(Match match, FindingKind kind) => new(match.Index, match.Length, kind);

    /// <summary>Ten digits, with or without Mexico's code and the prefixes of old, or any number with a country's code.</summary>
    private static bool IsPhone(string run)
    {
        var digits = string.Concat(run.Where(char.IsAsciiDigit));
        return digits.Length == 10 && !digits.StartsWith("19", StringComparison.Ordinal) && !digits.StartsWith("20", StringComparison.Ordinal)
            || (digits.Length == 12 && digits.StartsWith("52", StringComparison.Ordinal))
            || (digits.Length == 12 && digits.StartsWith("01", StringComparison.Ordinal))
            || (digits.Length == 13 && (digits.StartsWith("521", StringComparison.Ordinal) || digits.StartsWith("044", StringComparison.Ordinal) || digits.StartsWith("045", StringComparison.Ordinal)))
            || (run.Contains('+') && digits.Length is >= 9 and <= 14);
    }

    [GeneratedRegex(@"[\p{L}\d!#$%&'*+/=?^_`{|}~.-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"[\w.]+ (?:arroba|\(arroba\)|\[at\]|\(at\)) [\w-]+ (?:punto|\(punto\)|dot) \w+(?: punto \w+)?", RegexOptions.IgnoreCase)]
    private static partial Regex SpokenEmail();

    [GeneratedRegex(@"(?<![\p{L}\d])(?=[A-Za-zÑñ&\d]*\d)[A-Za-zÑñ&\d]{8,20}(?![\p{L}\d])")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z][AEIOUX][A-ZÑ]{2}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[A-Z\d]\d$")]
    private static partial Regex CurpForm();

    [GeneratedRegex(@"^[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}$")]
    private static partial Regex RfcForm();

    [GeneratedRegex(@"(?<![\w+])\+?\(?\d{1,4}\)?(?:(?:[ .\-–]{1,2}|\s?\()?\(?\d{1,8}\)?){1,6}(?!\w)")]
    private static partial Regex PhoneRun();

    [GeneratedRegex(@"(?:tel[ée]fonos?|tel|cel(?:ular)?|whats ?app|ll[aá]m\w+ al|marcar al|n[úu]mero)[ .:]{1,3}(?:es |al |de casa )?(?<number>\d{2,4}[ .-]?\d{2}[ .-]?\d{2})(?![\d-])", RegexOptions.IgnoreCase)]
    private static partial Regex ShortPhone();

    [GeneratedRegex(@"(?:expediente|folio|p[óo]liza|afiliaci[óo]n|matr[íi]cula|c[ée]dula(?: profesional)?|pasaporte|credencial|licencia|placas?|cuenta|tarjeta|clabe|nss|curp|rfc|ine|imss)(?: de elector)?[ ,:]*(?:n[úu]mero|n[úu]m\.?|no\.|#|es|con|son|las)?[ :#]*(?<number>[A-ZÑ\d-]*\d[A-ZÑ\d-]{2,}(?: \d{3,4}){0,4})", RegexOptions.IgnoreCase)]
    private static partial Regex Cued();

    [GeneratedRegex(@"(?:https?://|www\.)[^\s,;]+|(?<![\w@])@\w[\w.]{2,}|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")]
    private static partial Regex Web();

    [GeneratedRegex(@"\b(?:9\d|1[01]\d|noventa(?: y \w+)?|cien|ciento \w+)(?= años\b)|\b(?:nonagenari|centenari)[oa]\b", RegexOptions.IgnoreCase)]
    private static partial Regex Age();
}

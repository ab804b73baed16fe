using System.Net;
using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds web and device addresses, hashtags, short phones after a cue and identifying codes. DigitGroups finds numbers of digits only.</summary>
internal static partial class NumberSearch
{
    private const string Cue =
        @"expediente|exp\.|folio|p[óo]liza|afiliaci[óo]n|matr[íi]cula|c[ée]dula(?: profesional)?|cartilla(?: de \w+)?|pasaporte|credencial|licencia|placas?|cuenta|cr[ée]dito|tarjeta|clabe|"
        + @"nss|curp|rfc|ine|cic|ocr|imss|issste|clave(?: de elector)?|registro|acta|oficio|carpeta(?: de investigaci[óo]n)?|contrato|serie|vin";

    public static IEnumerable<Finding> Find(string text)
    {
        foreach (var match in Code().Matches(text).Concat(Grouped().Matches(text)))
        {
            if (KindOf(match.Value.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)) is { } kind)
                yield return Of(match, kind);
        }
        foreach (Match match in ShortPhone().Matches(text))
            yield return Of(match.Groups["number"], FindingKind.Phone);
        foreach (var match in Cued().Matches(text).Concat(Handle().Matches(text)))
            yield return Of(match.Groups["number"], FindingKind.Identifier);
        foreach (var match in Joined().Matches(text).Concat(Plate().Matches(text)).Concat(Web().Matches(text)).Concat(Site().Matches(text)).Concat(Hardware().Matches(text)).Concat(Colons().Matches(text).Where(IsNetwork)))
            yield return Of(match, FindingKind.Identifier);
    }

    /// <summary>An IPv6 address, not a time.</summary>
    private static bool IsNetwork(Match match) => match.Length > 2 && IPAddress.TryParse(match.Value, out _);

    private static Finding Of(Capture match, FindingKind kind) => new(match.Index, match.Length, kind);

    /// <summary>A CURP or RFC with a wrong check digit is still an identifier.</summary>
    private static FindingKind? KindOf(string code) => code switch
    {
        _ when CurpForm().IsMatch(code) => CheckDigits.IsCurp(code) ? FindingKind.Curp : FindingKind.Identifier,
        _ when RfcForm().IsMatch(code) => CheckDigits.IsRfc(code) ? FindingKind.Rfc : FindingKind.Identifier,
        { Length: 7 } when code.All(char.IsAsciiDigit) => FindingKind.Identifier,
        _ when code.Length < 8 || code.Count(char.IsAsciiDigit) < 5 => null,
        _ => code.Length is 10 or 12 or 13 && code.All(char.IsAsciiDigit) ? FindingKind.Phone : FindingKind.Identifier,
    };

    [GeneratedRegex(@"(?<![\p{L}\d])(?=[A-Za-zÑñ&\d]*\d)[A-Za-zÑñ&\d]{7,20}(?![\p{L}\d])")]
    private static partial Regex Code();

    // CURP and RFC in their parts, as forms have them.
    [GeneratedRegex(@"(?<![\p{L}\d])[A-ZÑ&]{3,4}[ -]\d{6}[ -](?:[HMX][A-ZÑ]{5} ?-?[A-Z\d]\d|[A-Z\d]{3})(?![\p{L}\d])|(?<![\p{L}\d])[A-ZÑ&]{3,4}(?:\d{6}-|-\d{6})[A-Z\d]{3}(?![\p{L}\d])")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^[A-Z][AEIOUX][A-ZÑ]{2}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[A-Z\d]\d$")]
    private static partial Regex CurpForm();

    [GeneratedRegex(@"^[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}$")]
    private static partial Regex RfcForm();

    [GeneratedRegex(@"\b(?:tel[ée]fonos?|tel|cel(?:ular)?|whats(?: ?app)?|ll[aá]m\w{1,6} al|marcar al|recados al?|n[úu]mero)[ .:]{1,3}(?:es |al |de casa )?(?<number>\d{2,4}[ .-]?\d{2}[ .-]?\d{2})(?![\d-])", RegexOptions.IgnoreCase)]
    private static partial Regex ShortPhone();

    [GeneratedRegex(@"\b(?:" + Cue + @")(?!\p{L})[ ,:.(]*(?:n[úu]mero|n[úu]m\.?|no\.|n[°º]|#|es|son|las|anterior|actual)?[ :#.]*(?<number>(?!(?:19|20)\d{2}(?![\d/-]))(?:[A-ZÑ]{1,10}[-/]?){0,3}\d[A-ZÑ\d/-]{2,}(?: \d{3,4}){0,4})", RegexOptions.IgnoreCase)]
    private static partial Regex Cued();

    // Letters and at least four digits around hyphens or slashes: MX-0047713, PGJ/TUL/0449/2019.
    [GeneratedRegex(@"(?<![\p{L}\d/-])(?=[A-ZÑ\d]*[-/])(?=[\d/-]*[A-ZÑ])(?=(?:[A-ZÑ/-]*\d){4})[A-ZÑ\d]+(?:[-/][A-ZÑ\d]+){1,6}(?![\p{L}\d])")]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?<![\p{L}\d-])(?:[A-Z]{3}[- ]?\d{3}[- ]?[A-Z]|[A-Z]{3}-?\d{2}-?\d{2}|[A-Z]{3}-\d{3,4}|[A-Z]\d{2}-?[A-Z]{3}|\d{2,3}-[A-Z]{3}|[A-Z]{2}-?\d{2}-?\d{3})(?![\p{L}\d-])")]
    private static partial Regex Plate();

    // The name of an account: su face es ara.tx, instagram: ara_tx.
    [GeneratedRegex(@"\b(?:face(?:book)?|fb|insta(?:gram)?|ig|tik ?tok|twitter|telegram|skype|usuario)(?: es)?[ :]{1,2}(?<number>(?=\w*(?:[._]\w|\d))\w[\w.]{2,}\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Handle();

    // Without http:// an address has an ending that is no Spanish word, or a path: aratx.com.mx, t.me/aratx.
    [GeneratedRegex(@"(?<![\w@.-])(?:[a-z\d-]+\.)+(?:(?:com|org|net|mx)(?![\w-])(?:/[^\s,;]*)?|(?:me|ly|gl|gd|io|co|be|tv|gg|us|es|app|link|page)/[^\s,;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Site();

    [GeneratedRegex(@"(?:https?://|www\.)[^\s,;]+|(?<![\w@])@\w[\w.]{2,}|#\p{L}[\p{L}\p{M}\d_]{2,}|(?<![\d.])\d{1,3}(?:(?: ?\. ?| ?[\[(]\.[\])] ?)\d{1,3}){3}(?!\d|\.\d)")]
    private static partial Regex Web();

    // 00:1B:44:11:3A:B7, 001B.4411.3AB7
    [GeneratedRegex(@"(?<![\w:.-])(?:(?=[\d.-]*[:A-F])[\dA-F]{2}([:.-])[\dA-F]{2}(?:\1[\dA-F]{2}){4}(?:\1[\dA-F]{2}){0,2}|(?=[\d ]{0,16}[A-F])[\dA-F]{2}(?: [\dA-F]{2}){5}|(?=[\d:.-]*[A-F])[\dA-F]{4}([:.-])[\dA-F]{4}\2[\dA-F]{4})(?![\w:-])", RegexOptions.IgnoreCase)]
    private static partial Regex Hardware();

    [GeneratedRegex(@"(?<![\w:.])[\dA-F]{0,4}(?::[\dA-F]{0,4}){2,8}(?:\.\d{1,3}){0,3}(?![\w:])", RegexOptions.IgnoreCase)]
    private static partial Regex Colons();
}

/// <summary>The check digits of Mexican identification numbers. Texts are in upper case.</summary>
internal static class CheckDigits
{
    private const string CurpAlphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
    private const string RfcAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";

    /// <summary>RENAPO: the first 17 values times weights 18 to 2, added and completed to the next multiple of ten.</summary>
    public static bool IsCurp(string curp) =>
        curp.Length == 18 && Sum(curp[..17], CurpAlphabet, 18) is { } sum && curp[17] - '0' == (10 - sum % 10) % 10;

    /// <summary>SAT: twelve values times weights 13 to 2, added, modulo eleven. A company's number is preceded by a blank.</summary>
    public static bool IsRfc(string rfc)
    {
        if (rfc.Length is not (12 or 13) || Sum(rfc.PadLeft(13)[..12], RfcAlphabet, 13) is not { } sum)
            return false;
        var expected = (11 - sum % 11) switch { 11 => '0', 10 => 'A', var digit => (char)('0' + digit) };
        return rfc[^1] == expected;
    }

    /// <summary>IMSS: eleven digits whose last makes the sum of Luhn's method a multiple of ten.</summary>
    public static bool IsNss(string digits) => digits.Length == 11 && digits.All(char.IsAsciiDigit)
        && digits.Select((digit, at) => (digit - '0') * (1 + at % 2)).Sum(value => value > 9 ? value - 9 : value) % 10 == 0;

    private static int? Sum(string text, string alphabet, int weight)
    {
        var sum = 0;
        foreach (var letter in text)
        {
            if (alphabet.IndexOf(letter) is not (>= 0 and var value))
                return null;
            sum += value * weight--;
        }
        return sum;
    }
}

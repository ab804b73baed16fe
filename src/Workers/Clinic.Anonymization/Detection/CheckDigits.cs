namespace Clinic.Anonymization.Detection;

/// <summary>The check digits of Mexican identification numbers. Texts are in upper case.</summary>
internal static class CheckDigits
{
    private const string CurpAlphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
    private const string RfcAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";

    /// <summary>RENAPO: the sum of the first 17 values by weights 18 to 2, up to the next ten.</summary>
    public static bool IsCurp(string curp) =>
        curp.Length == 18 && Sum(curp[..17], CurpAlphabet, 18) is { } sum && curp[17] - '0' == (10 - sum % 10) % 10;

    /// <summary>SAT: the sum of twelve values by weights 13 to 2, modulo eleven; a company's number is led by a blank.</summary>
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

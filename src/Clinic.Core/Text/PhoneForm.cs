using PhoneNumbers;

namespace Clinic.Core.Text;

/// <summary>Phone numbers in the form of ITU-T E.164: a plus, the country's code and the number, without anything between.</summary>
public static class PhoneForm
{
    private const string Home = "MX";
    private const int HomeDigits = 10;

    /// <summary>
    /// The form of a number that was written with its country's code, or with ten digits, which are Mexican; blanks, hyphens, points and
    /// brackets in it do not count. Null when it is none. Whether the number exists only its network can say.
    /// </summary>
    public static string? Of(string? text)
    {
        if (text is null || !IsWritten(text))
            return null;
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(text, Home);
            return numbers.IsPossibleNumberWithReason(number) is PhoneNumberUtil.ValidationResult.IS_POSSIBLE ? numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>The library also reads letters, extensions and digits of other scripts.</summary>
    private static bool IsWritten(string text)
    {
        var isWhole = text.StartsWith('+');
        var rest = isWhole ? text[1..] : text;
        return rest.All(letter => char.IsAsciiDigit(letter) || letter is ' ' or '-' or '.' or '(' or ')') && (isWhole || rest.Count(char.IsAsciiDigit) == HomeDigits);
    }
}

using System.Globalization;
using Clinic.Core.Users;

namespace Clinic.Anonymization.Detection;

/// <summary>The numbers and the email that a patient's record itself tells, found however they are written.</summary>
internal sealed class KnownContacts
{
    /// <summary>A number is known by its end: people leave out the area.</summary>
    private const int EndLength = 7;

    private const int LongestGap = 3;
    private const int ShortestMailbox = 5;
    private readonly HashSet<string> phones = [];
    private readonly Dictionary<string, FindingKind> numbers = [];
    private readonly string? mailbox;

    public KnownContacts(MasterData patient)
    {
        phones = [.. new[] { patient.Phone, patient.Cellphone }.OfType<string>().Where(phone => phone.Length >= EndLength)];
        if (patient.Address?.ZipCode is { } zipCode)
            numbers[zipCode] = FindingKind.Address;
        if (patient.BirthDate is { } birth)
        {
            foreach (var form in new[] { "ddMMyyyy", "yyyyMMdd", "ddMMyy", "yyMMdd" })
                numbers[birth.ToString(form, CultureInfo.InvariantCulture)] = FindingKind.Date;
        }
        mailbox = patient.Email?.Split('@')[0] is { Length: >= ShortestMailbox } name ? name : null;
    }

    public IEnumerable<Finding> Find(string text)
    {
        var digits = Enumerable.Range(0, text.Length).Where(at => char.IsAsciiDigit(text[at])).ToArray();
        foreach (var phone in phones)
        {
            foreach (var (start, end) in PhoneIn(text, digits, phone))
                yield return new Finding(start, end - start, FindingKind.Phone);
        }
        for (var first = 0; first < digits.Length;)
        {
            var last = first;
            while (last + 1 < digits.Length && digits[last + 1] == digits[last] + 1)
                last++;
            if (numbers.TryGetValue(text.Substring(digits[first], last - first + 1), out var kind))
                yield return new Finding(digits[first], last - first + 1, kind);
            first = last + 1;
        }
        for (var at = IndexOfMailbox(text, 0); at >= 0; at = IndexOfMailbox(text, at + 1))
            yield return new Finding(at, mailbox!.Length, FindingKind.Email);
    }

    private int IndexOfMailbox(string text, int from) => mailbox is null || from >= text.Length ? -1 : text.IndexOf(mailbox, from, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the number's digits stand in their order with no more than a separator between two of them.</summary>
    private static IEnumerable<(int Start, int End)> PhoneIn(string text, int[] digits, string phone)
    {
        for (var last = EndLength - 1; last < digits.Length; last++)
        {
            var same = 0;
            while (same < phone.Length && same <= last && text[digits[last - same]] == phone[^(same + 1)] && (same == 0 || digits[last - same + 1] - digits[last - same] <= LongestGap))
                same++;
            if (same >= EndLength)
                yield return (digits[last - same + 1], digits[last] + 1);
        }
    }
}

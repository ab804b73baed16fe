using System.Globalization;
using Clinic.Core.Users;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds the numbers of a patient's record and of whom their care names, and the record's email, however they are written.</summary>
internal sealed class KnownContacts
{
    /// <summary>A number is recognized by its end, as people leave out the area code.</summary>
    private const int EndLength = 7;

    private const int LongestGap = 3;
    private const int ShortestMailbox = 5;
    private readonly HashSet<string> phones = [];
    private readonly Dictionary<string, FindingKind> numbers = [];
    private readonly string? mailbox;

    public KnownContacts(MasterData patient, IEnumerable<KnownPerson> others)
    {
        phones = [.. new[] { patient.Phone, patient.Cellphone, patient.EmergencyContact?.Phone }.Concat(others.Select(other => other.Phone)).OfType<string>().Where(phone => phone.Length >= EndLength)];
        if (patient.Address?.ZipCode is { } zipCode)
            numbers[zipCode] = FindingKind.Address;
        if (patient.BirthDate is { } birth)
        {
            foreach (var form in new[] { "ddMMyyyy", "yyyyMMdd", "ddMMyy", "yyMMdd" })
                numbers[birth.ToString(form, CultureInfo.InvariantCulture)] = FindingKind.Date;
        }
        mailbox = patient.Email?.Split('@')[0] is { Length: >= ShortestMailbox } name ? name : null;
    }

    public IEnumerable<Finding> Find(string text, IReadOnlyList<Numeral> numerals)
    {
        var digits = numerals.SelectMany(Digit.Of).ToArray();
        foreach (var phone in phones)
        {
            foreach (var (start, end) in PhoneIn(text, digits, phone))
                yield return new Finding(start, end - start, FindingKind.Phone);
        }
        foreach (var numeral in numerals)
        {
            if (numbers.TryGetValue(numeral.Digits, out var kind))
                yield return new Finding(numeral.Start, numeral.End - numeral.Start, kind);
        }
        for (var at = IndexOfMailbox(text, 0); at >= 0; at = IndexOfMailbox(text, at + 1))
            yield return new Finding(at, mailbox!.Length, FindingKind.Email);
    }

    private int IndexOfMailbox(string text, int from) => mailbox is null || from >= text.Length ? -1 : text.IndexOf(mailbox, from, StringComparison.OrdinalIgnoreCase);

    /// <summary>The places where the number's digits stand in order, in figures or words, with at most a separator between two of them.</summary>
    private static IEnumerable<(int Start, int End)> PhoneIn(string text, Digit[] digits, string phone)
    {
        for (var last = EndLength - 1; last < digits.Length; last++)
        {
            var same = 0;
            while (same < phone.Length && same <= last && digits[last - same].Value == phone[^(same + 1)] && (same == 0 || Digit.AreClose(text, digits[last - same], digits[last - same + 1])))
                same++;
            if (same >= EndLength)
                yield return (digits[last - same + 1].Start, digits[last].End);
        }
    }

    /// <summary>A digit, and its place or the place of its word.</summary>
    private readonly record struct Digit(char Value, int Start, int End)
    {
        public static IEnumerable<Digit> Of(Numeral numeral) =>
            numeral.Digits.Select((value, at) => numeral.IsWord ? new Digit(value, numeral.Start, numeral.End) : new Digit(value, numeral.Start + at, numeral.Start + at + 1));

        public static bool AreClose(string text, Digit one, Digit next) =>
            next.Start == one.Start || (next.Start - one.End <= LongestGap && !text[one.End..next.Start].Any(char.IsLetter));
    }
}

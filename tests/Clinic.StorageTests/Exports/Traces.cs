using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.StorageTests.Exports;

/// <summary>
/// What of a person's direct identifiers may not occur in what is released: every word of a name or a place but the particles and
/// single letters, and every number by its last seven digits. It shares no code with the detector's reading of a text.
/// </summary>
internal sealed partial class Traces
{
    private const int KnownEnd = 7;

    private static readonly HashSet<string> Particles =
        [.. "de del la las los el y e o san santa von mac mc ma calle av privada cerrada paseo eje norte oriente ampliacion rio 2a".Split(' ')];

    private readonly HashSet<string> words = [];
    private readonly HashSet<string> parts = [];
    private readonly HashSet<string> secrets = [];

    public void AddNames(MasterData data)
    {
        AddWords(data.FirstName, data.FirstLastName, data.SecondLastName);
        foreach (var child in data.Children ?? [])
            AddWords(child.FirstName, child.FirstLastName, child.SecondLastName);
    }

    public void AddPerson(string? name, string? phone)
    {
        AddWords(name);
        if (phone is not null)
            parts.Add(phone[^KnownEnd..]);
    }

    public void AddPatient(MasterData data)
    {
        AddNames(data);
        AddPerson(data.EmergencyContact?.Name, data.EmergencyContact?.Phone);
        AddWords(data.Address?.Street, data.Address?.Neighborhood, data.Address?.City, data.BirthPlace);
        words.Add(data.Address!.ZipCode!);
        parts.UnionWith(new[] { data.Phone, data.Cellphone }.OfType<string>().Select(phone => phone[^KnownEnd..]));
        parts.Add(data.Email!);
        parts.Add(data.Email!.Split('@')[0]);
    }

    /// <summary>What was written of a person besides: a date of birth, a CURP.</summary>
    public void Add(string secret)
    {
        // 1-9-60 without its hyphens reads as a year, which may stay.
        if (Compact(secret) is var compact && !YearForm().IsMatch(compact))
            secrets.Add(compact);
    }

    /// <summary>The words that a text of nobody has: they are no trace of anybody.</summary>
    public IReadOnlyList<string> Shared(IEnumerable<string> texts) => [.. texts.SelectMany(Words).Distinct().Where(words.Contains)];

    public IEnumerable<string> In(string text)
    {
        var compact = Compact(text);
        return Words(text).Where(words.Contains).Concat(parts.Where(part => compact.Contains(part, StringComparison.Ordinal))).Concat(secrets.Where(secret => StandsIn(compact, secret))).Distinct();
    }

    /// <summary>Not within a longer number or a pseudonym.</summary>
    private static bool StandsIn(string text, string secret)
    {
        for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + secret.Length == text.Length || !char.IsLetterOrDigit(text[at + secret.Length])))
                return true;
        }
        return false;
    }

    /// <summary>Lower case without accents, apostrophes and what is invisible.</summary>
    public static string Plain(string text)
    {
        var visible = new StringBuilder();
        foreach (var letter in text.Where(letter => char.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark)))
            visible.Append(letter switch { 'ễ' => 'e', '’' or '´' or '`' or 'ʼ' or '‘' => '\'', _ => letter });
        return Folding.Fold(visible.ToString()).Replace("'", "", StringComparison.Ordinal);
    }

    private static string Compact(string text) => BetweenDigits().Replace(Plain(text), "").Replace("\n", " ", StringComparison.Ordinal);

    private void AddWords(params string?[] texts) => words.UnionWith(texts.OfType<string>().SelectMany(Words).Where(word => word.Length > 1 && !word.Any(char.IsAsciiDigit) && !Particles.Contains(word)));

    private static IEnumerable<string> Words(string text) => WordForm().Matches(Plain(text)).Select(match => match.Value);

    [GeneratedRegex(@"^(?:19|20)\d{2}$")]
    private static partial Regex YearForm();

    [GeneratedRegex(@"\p{L}+|\d+")]
    private static partial Regex WordForm();

    [GeneratedRegex(@"(?<=\d)[\s.()–-]+(?=\d)")]
    private static partial Regex BetweenDigits();
}

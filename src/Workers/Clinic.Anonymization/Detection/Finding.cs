namespace Clinic.Anonymization.Detection;

/// <summary>A piece of a text that names or identifies somebody, in UTF-16 characters.</summary>
internal sealed record Finding(int Start, int Length, FindingKind Kind)
{
    public int End => Start + Length;
}

/// <summary>What was found in a text: the identifiers of 45 CFR 164.514(b)(2)(i) that people write into notes.</summary>
internal enum FindingKind
{
    Name,
    Phone,
    Email,
    Address,
    Date,
    Age,
    Curp,
    Rfc,
    Identifier,
}

/// <summary>Finds the identifiers in a free text. Findings may overlap.</summary>
internal interface IPiiDetector
{
    Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known);
}

/// <summary>What one detector finds and another adds: no finding of the first is ever lost, and when either of them fails there is no result.</summary>
internal sealed class JoinedDetector(IPiiDetector own, IPiiDetector other) : IPiiDetector
{
    public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
    {
        var found = await own.DetectAsync(text, known);
        var more = await other.DetectAsync(text, known);
        return [.. found, .. more.Where(finding => !found.Any(earlier => earlier.Start <= finding.Start && earlier.End >= finding.End))];
    }
}

/// <summary>The product's own detector for Spanish: rules and word lists, no service, the same findings every time.</summary>
internal sealed class OwnDetector : IPiiDetector
{
    public Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known) => Task.FromResult(Detect(text, known));

    internal static IReadOnlyList<Finding> Detect(string text, KnownNames known)
    {
        var plain = PlainText.Of(text);
        var words = Word.Of(plain.Text);
        var found = new List<Finding>();
        var covered = new bool[plain.Text.Length];
        foreach (var finding in Search(plain.Text, words, Numeral.In(plain.Text, words), known))
        {
            // A finding inside earlier ones adds nothing; one that reaches beyond them does.
            if (!covered.AsSpan(finding.Start, finding.Length).Contains(false))
                continue;
            covered.AsSpan(finding.Start, finding.Length).Fill(true);
            found.Add(plain.InOriginal(finding));
        }
        return found;
    }

    private static IEnumerable<Finding> Search(string text, IReadOnlyList<Word> words, IReadOnlyList<Numeral> numerals, KnownNames known) =>
    [
        .. EmailSearch.Find(text),
        .. NumberSearch.Find(text),
        .. DigitGroups.Find(text, words, numerals),
        .. known.Contacts.Find(text, numerals),
        .. AddressSearch.Find(text, words, known),
        .. DateSearch.Find(text),
        .. AgeSearch.Find(text, words, numerals),
        .. NameSearch.Find(words, known).Select(name => AddressSearch.WithState(text, name)),
    ];
}

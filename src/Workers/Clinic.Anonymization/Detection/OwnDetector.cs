namespace Clinic.Anonymization.Detection;

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
            // What lies inside earlier findings says nothing new; what reaches beyond them does.
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

namespace Clinic.Anonymization.Detection;

/// <summary>The product's own detector for Spanish: rules and word lists, no service, the same findings every time.</summary>
internal sealed class OwnDetector : IPiiDetector
{
    public Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known) => Task.FromResult(Detect(text, known));

    internal static IReadOnlyList<Finding> Detect(string text, KnownNames known)
    {
        var words = Word.Of(text);
        var found = new List<Finding>();
        Add(found, NumberSearch.Find(text));
        Add(found, AddressSearch.Find(text, words, known));
        Add(found, DateSearch.Find(text));
        Add(found, NameSearch.Find(words, known));
        return found;
    }

    /// <summary>What lies inside an earlier finding says nothing new; what reaches beyond it does.</summary>
    private static void Add(List<Finding> found, IEnumerable<Finding> more)
    {
        foreach (var finding in more)
        {
            if (!found.Exists(other => other.Start <= finding.Start && other.End >= finding.End))
                found.Add(finding);
        }
    }
}

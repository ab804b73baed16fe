using Clinic.Anonymization.Rows;
using Clinic.Core.Text;

namespace Clinic.Anonymization.Generalization;

/// <summary>What people write about themselves in a few words: released where enough of the patients who are released write the same, and then in one spelling.</summary>
internal static class Traits
{
    public const string MaritalStatus = "maritalStatus";
    public const string Occupation = "occupation";
    public const string Religion = "religion";

    /// <summary>A patient's traits, each as its field and value.</summary>
    public static IEnumerable<string> Of(PatientCase<string> patient) =>
        from trait in new (string Field, string? Value)[] { (MaritalStatus, patient.MaritalStatus), (Occupation, patient.Occupation), (Religion, patient.Religion) }
        where trait.Value is not null
        select Written(trait.Field, trait.Value);

    public static string Key(string field, string value) => Folding.Fold(Written(field, value));

    /// <summary>By its key, the most frequent spelling of each trait that at least k of the released patients have.</summary>
    public static IReadOnlyDictionary<string, string> Common(IEnumerable<ClassSize> classes, AnonymityPlan plan, int k) => classes
        .Where(size => plan.Release(size.Of) is not null)
        .SelectMany(size => size.Traits)
        .GroupBy(trait => trait.Key, trait => trait.Value)
        .Select(spelling => (Text: spelling.Key, Rows: spelling.Sum()))
        .GroupBy(spelling => Folding.Fold(spelling.Text))
        .Where(trait => trait.Sum(spelling => spelling.Rows) >= k)
        .ToDictionary(
            trait => trait.Key,
            trait => trait.OrderByDescending(spelling => spelling.Rows).ThenBy(spelling => spelling.Text, StringComparer.Ordinal).First().Text.Split(' ', 2)[1]);

    private static string Written(string field, string value) => $"{field} {value}";
}

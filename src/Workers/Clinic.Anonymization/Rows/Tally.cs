using Clinic.Anonymization.Generalization;

namespace Clinic.Anonymization.Rows;

/// <summary>What has been counted up to and with a part: enough to decide on every row without reading all of them again.</summary>
internal sealed record Tally(
    IReadOnlyList<ClassSize> Classes, IReadOnlyDictionary<string, int> Findings)
{
    public static Tally Empty { get; } = new([], new Dictionary<string, int>());
}

/// <summary>How many patients are alike, and how many of them have each trait.</summary>
internal sealed record ClassSize(QuasiIdentifiers Of, int Rows, Dictionary<string, int> Traits);

using Clinic.Anonymization.Generalization;

namespace Clinic.Anonymization.Rows;

/// <summary>What has been counted up to and with a part: enough to decide on every row without reading all of them again.</summary>
internal sealed record Tally(
    int Patients, int Sessions, IReadOnlyList<ClassSize> Classes, IReadOnlyDictionary<string, int> Values, IReadOnlyDictionary<string, int> Findings)
{
    public static Tally Empty { get; } = new(0, 0, [], new Dictionary<string, int>(), new Dictionary<string, int>());

    public Dictionary<QuasiIdentifiers, int> Sizes() => Classes.ToDictionary(size => size.Of, size => size.Rows);
}

internal sealed record ClassSize(QuasiIdentifiers Of, int Rows);

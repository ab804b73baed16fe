namespace Clinic.Anonymization.Generalization;

/// <summary>What a person could be recognized by in combination; null is withheld or unknown.</summary>
internal sealed record QuasiIdentifiers(string? Gender, string? BirthYear, string? Zip3);

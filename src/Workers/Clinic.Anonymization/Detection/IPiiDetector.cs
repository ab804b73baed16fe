namespace Clinic.Anonymization.Detection;

/// <summary>The seam of detection: what finds the identifiers in a free text. Findings may overlap.</summary>
internal interface IPiiDetector
{
    Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known);
}

using Clinic.Anonymization.Detection;

namespace Clinic.Anonymization.Rows;

/// <summary>A text and what was found in it.</summary>
internal sealed record FoundText(string Text, IReadOnlyList<Finding> Findings);

namespace Clinic.Anonymization.Detection;

/// <summary>A piece of a text that names or identifies somebody, in UTF-16 characters.</summary>
internal sealed record Finding(int Start, int Length, FindingKind Kind)
{
    public int End => Start + Length;
}

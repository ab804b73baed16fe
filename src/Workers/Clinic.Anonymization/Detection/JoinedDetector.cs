namespace Clinic.Anonymization.Detection;

/// <summary>What one detector finds, and what another adds: nothing of the first is ever lost, and when either fails there is no answer.</summary>
internal sealed class JoinedDetector(IPiiDetector own, IPiiDetector other) : IPiiDetector
{
    public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
    {
        var found = await own.DetectAsync(text, known);
        var more = await other.DetectAsync(text, known);
        return [.. found, .. more.Where(finding => !found.Any(earlier => earlier.Start <= finding.Start && earlier.End >= finding.End))];
    }
}

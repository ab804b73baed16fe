namespace Clinic.Anonymization.Detection;

/// <summary>What any of several detectors finds: one more can only add.</summary>
internal sealed class JoinedDetectors(params IReadOnlyList<IPiiDetector> detectors) : IPiiDetector
{
    public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
    {
        var found = new List<Finding>();
        foreach (var detector in detectors)
            found.AddRange(await detector.DetectAsync(text, known));
        return found;
    }
}

using System.Globalization;
using Clinic.Anonymization.Detection;

namespace Clinic.UnitTests.Exports;

/// <summary>
/// How well the detector does on labelled sentences. An entity is found when every letter and digit of it is in a finding; findings
/// that touch each other are one, and one that overlaps no entity is wrong.
/// </summary>
internal sealed class DetectionScore
{
    private readonly Dictionary<string, int> entities = [];
    private readonly Dictionary<string, int> found = [];

    public DetectionScore(IEnumerable<LabelledSentence> sentences)
    {
        foreach (var sentence in sentences)
            Add(sentence, Covered(sentence));
    }

    public List<string> Missed { get; } = [];

    public List<string> Wrong { get; } = [];

    public int Entities => entities.Values.Sum();

    public int Findings { get; private set; }

    public double Precision => 1 - (double)Wrong.Count / Findings;

    /// <summary>All of a kind that there is nothing of is found.</summary>
    public double Recall(string kind) => entities.TryGetValue(kind, out var all) ? (double)found.GetValueOrDefault(kind) / all : 1;

    /// <summary>The figures, then everything that was missed or found without need, for whoever works on the detector.</summary>
    public override string ToString() => string.Join('\n', [
        .. entities.Keys.Order(StringComparer.Ordinal).Select(kind => string.Create(CultureInfo.InvariantCulture, $"recall of {kind}: {Recall(kind):F3} ({found.GetValueOrDefault(kind)} of {entities[kind]})")),
        string.Create(CultureInfo.InvariantCulture, $"precision: {Precision:F3} ({Findings - Wrong.Count} of {Findings})"),
        .. Missed.Select(text => $"missed {text}"),
        .. Wrong.Select(text => $"wrong {text}"),
    ]);

    private void Add(LabelledSentence sentence, bool[] covered)
    {
        foreach (var label in sentence.Labels)
        {
            entities[label.Kind] = entities.GetValueOrDefault(label.Kind) + 1;
            if (Enumerable.Range(label.Start, label.Text.Length).All(at => covered[at] || !char.IsLetterOrDigit(sentence.Text[at])))
                found[label.Kind] = found.GetValueOrDefault(label.Kind) + 1;
            else
                Missed.Add($"{label.Kind} «{label.Text}» of: {sentence.Text}");
        }
        for (var start = Array.IndexOf(covered, true); start >= 0;)
        {
            var end = Array.IndexOf(covered, false, start) is >= 0 and var next ? next : covered.Length;
            Findings++;
            if (!sentence.Labels.Any(label => label.Start < end && start < label.End))
                Wrong.Add($"«{sentence.Text[start..end]}» of: {sentence.Text}");
            start = Array.IndexOf(covered, true, end);
        }
    }

    private static bool[] Covered(LabelledSentence sentence)
    {
        var covered = new bool[sentence.Text.Length];
        foreach (var finding in OwnDetector.Detect(sentence.Text, sentence.Known))
            Array.Fill(covered, true, finding.Start, finding.Length);
        return covered;
    }
}

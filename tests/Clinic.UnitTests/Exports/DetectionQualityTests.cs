using Xunit;

namespace Clinic.UnitTests.Exports;

/// <summary>
/// The detector measured on sentences that were written without regard to its rules. Two parts are for tuning; the third is not to
/// be looked at while the rules are changed, or it measures nothing any more.
/// </summary>
public sealed class DetectionQualityTests
{
    /// <summary>What each part has to reach; the last four kinds are asked for by nobody, and stand close below what is reached.</summary>
    private static readonly (string Kind, double Recall)[] Targets =
    [
        (Label.Known, 0.99), (Label.Phone, 0.99), (Label.Email, 0.99), (Label.Curp, 0.99), (Label.Rfc, 0.99), (Label.Person, 0.95),
        (Label.Address, 0.92), (Label.Date, 0.98), (Label.Id, 0.95), (Label.Age, 0.99),
    ];

    private const double Precision = 0.90;

    [Theory]
    [InlineData("tuned")]
    [InlineData("reviewed")]
    [InlineData("held-out")]
    [InlineData("tuned-forms")]
    public void What_identifies_somebody_is_found_and_little_else(string part)
    {
        var score = new DetectionScore(LabelledSentence.Read(part));

        Assert.True(Targets.All(target => score.Recall(target.Kind) >= target.Recall) && score.Precision >= Precision, $"{part}\n{score}");
    }

    [Fact]
    public void The_set_is_large_enough_to_say_something()
    {
        var sentences = ((string[])["tuned", "reviewed", "held-out"]).SelectMany(LabelledSentence.Read).ToList();

        Assert.True(sentences.Count >= 200, $"{sentences.Count} sentences");
        Assert.True(sentences.Sum(sentence => sentence.Labels.Count) >= 400, $"{sentences.Sum(sentence => sentence.Labels.Count)} entities");
        Assert.Equal(sentences.Count, sentences.Select(sentence => sentence.Text).Distinct().Count());
    }
}

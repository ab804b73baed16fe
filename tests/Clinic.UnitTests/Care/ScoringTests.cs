using System.Text;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class ScoringTests
{
    /// <summary>Worked out by hand from the published scoring; a dot is a missing answer.</summary>
    [Theory]
    [InlineData("phq-9", "000000000", 0, "Mínima", false, "")]
    [InlineData("phq-9", "111100000", 4, "Mínima", false, "")]
    [InlineData("phq-9", "111110000", 5, "Leve", false, "")]
    [InlineData("phq-9", "333000000", 9, "Leve", false, "")]
    [InlineData("phq-9", "333100000", 10, "Moderada", false, "")]
    [InlineData("phq-9", "333320000", 14, "Moderada", false, "")]
    [InlineData("phq-9", "333330000", 15, "Moderadamente grave", false, "")]
    [InlineData("phq-9", "333333100", 19, "Moderadamente grave", false, "")]
    [InlineData("phq-9", "333333110", 20, "Grave", false, "")]
    [InlineData("phq-9", "333333333", 27, "Grave", false, "suicide high")]
    [InlineData("phq-9", "000000001", 1, "Mínima", false, "suicide moderate")]
    [InlineData("phq-9", "000000002", 2, "Mínima", false, "suicide high")]
    [InlineData("phq-9", "1111111..", 9, "Leve", true, "")] // 7 / 7 × 9
    [InlineData("phq-9", "2111000.0", 6, "Leve", true, "")] // 5 / 8 × 9 = 5.625
    [InlineData("phq-9", "2110000.0", 5, "Leve", true, "")] // 4 / 8 × 9 = 4.5, half up
    [InlineData("phq-9", "3333333..", 27, "Grave", true, "")]
    [InlineData("gad-7", "0000000", 0, "Mínima", false, "")]
    [InlineData("gad-7", "3100000", 4, "Mínima", false, "")]
    [InlineData("gad-7", "3200000", 5, "Leve", false, "")]
    [InlineData("gad-7", "3330000", 9, "Leve", false, "")]
    [InlineData("gad-7", "3331000", 10, "Moderada", false, "")]
    [InlineData("gad-7", "3333200", 14, "Moderada", false, "")]
    [InlineData("gad-7", "3333300", 15, "Grave", false, "")]
    [InlineData("gad-7", "3333333", 21, "Grave", false, "")]
    [InlineData("gad-7", "22222..", 14, "Moderada", true, "")] // 10 / 5 × 7
    [InlineData("gad-7", "21111.1", 8, "Leve", true, "")] // 7 / 6 × 7 = 8.17
    public void The_shipped_instruments_are_scored_as_they_were_published(string id, string answers, int score, string band, bool prorated, string flags)
    {
        var found = Scoring.Of(Definitions.Shipped(id), Answers(answers));

        Assert.Equal((score, band, prorated), (found.Value, found.Band, found.IsProrated));
        Assert.Equal(flags, string.Join(", ", found.Flags.Select(flag => $"{flag.Alert!.Kind!.Value.Name()} {flag.Alert.Severity!.Value.Name()}")));
    }

    [Fact]
    public void A_mean_has_two_decimals_half_up_and_a_bound_belongs_to_the_band_above()
    {
        var instrument = Mean(3, [new(0, 1.33m, "baja"), new(1.33m, 2, "alta"), new(2, 4, "muy alta")]);

        Assert.Equal((1.33m, "alta"), Found(instrument, "211"));
        Assert.Equal((0.33m, "baja"), Found(instrument, "100"));
        Assert.Equal((2m, "muy alta"), Found(instrument, "222"));
        Assert.Equal((4m, "muy alta"), Found(instrument, "444"));
        Assert.Equal((0.13m, "baja"), Found(Mean(8, [new(0, 4, "baja")]), "10000000")); // 0.125
    }

    [Theory]
    [InlineData("""{"q1":4}""", "answers.q1 not-in-catalogue")]
    [InlineData("""{"q1":-1,"q10":0}""", "answers.q1 not-in-catalogue", "answers.q10 unknown-member")]
    [InlineData("""{"q1":0,"q2":0,"q3":0,"q4":0,"q5":0,"q6":0}""", "answers required")]
    [InlineData("{}", "answers required")]
    public void Answers_that_are_none_are_refused(string answers, params string[] faults)
    {
        var read = RequestBody.Parse<NewAnswers>(Encoding.UTF8.GetBytes($"{{\"answers\":{answers}}}")).Answers!;

        var refusal = Assert.Throws<InvalidInputException>(() => Scoring.Of(Definitions.Shipped("phq-9"), read));

        Assert.Equal(faults, refusal.Errors.SelectMany(field => field.Value.Select(fault => $"{field.Key} {fault.Code}")).Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever the definition and the answers: one score in the range, in the one band that has it, the same every time.</summary>
    [Fact]
    public void Every_set_of_answers_has_one_score_in_one_band()
    {
        var random = new Random(20_261_130);
        for (var run = 0; run < 3_000; run++)
        {
            var instrument = Definitions.Any(random);
            var answers = Definitions.AnswersTo(instrument, random);
            Assert.Empty(new InstrumentEditRules().Validate(instrument.Definition).Errors);

            var found = Scoring.Of(instrument, answers);

            var (least, most) = instrument.Range;
            Assert.InRange(found.Value, least, most);
            var last = instrument.Bands.Max(band => band.To);
            Assert.Equal(found.Band, Assert.Single(instrument.Bands, band =>
                band.From <= found.Value && (instrument.IsSum || band.To == last ? found.Value <= band.To : found.Value < band.To)).Label);
            Assert.Equal(answers.Count < instrument.Items.Count, found.IsProrated);
            Assert.Equal(found.Value, Scoring.Of(instrument, answers.Reverse().ToDictionary()).Value);
            if (!found.IsProrated)
                Assert.Equal(instrument.IsSum ? answers.Values.Sum() : decimal.Round((decimal)answers.Values.Sum() / answers.Count, 2, MidpointRounding.AwayFromZero), found.Value);
        }
    }

    /// <summary>Of items with the same options a missing answer counts as the mean of the others, so that it neither raises nor lowers the mean.</summary>
    [Fact]
    public void A_missing_answer_counts_as_the_mean_of_the_others()
    {
        var phq = Definitions.Shipped("phq-9");
        for (var value = 0; value <= 3; value++)
            Assert.Equal(9 * value, Scoring.Of(phq, Answers(new string((char)('0' + value), 8))).Value);
    }

    private static (decimal, string) Found(Instrument instrument, string answers) => Scoring.Of(instrument, Answers(answers)) is var score ? (score.Value, score.Band) : default;

    private static Instrument Mean(int items, IReadOnlyList<ScoreBand> bands) => new("mean", 1, new InstrumentEdit(
        Items: [.. Enumerable.Range(1, items).Select(number => new InstrumentItem($"q{number}", "Tema", [.. Enumerable.Range(0, 5).Select(value => new InstrumentOption(value, "Opción"))]))],
        Score: ScoreKind.Mean,
        Bands: bands), DateTimeOffset.UnixEpoch);

    private static Dictionary<string, int> Answers(string digits) =>
        digits.Select((digit, index) => (Id: $"q{index + 1}", digit)).Where(answer => answer.digit != '.').ToDictionary(answer => answer.Id, answer => answer.digit - '0');
}

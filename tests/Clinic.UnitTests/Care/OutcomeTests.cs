using Clinic.Core.Care;
using Clinic.Core.Reports;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class OutcomeTests
{
    private static readonly InstrumentEdit Lower = new(ReliableChange: 5);

    [Fact]
    public void The_first_and_the_last_score_are_those_of_the_earliest_and_the_latest_day()
    {
        var outcome = Outcome.With(null, Scored(3, 10));
        outcome = Outcome.With(outcome, Scored(5, 4));
        outcome = Outcome.With(outcome, Scored(1, 20));
        outcome = Outcome.With(outcome, Scored(4, 27));

        Assert.Equal((20m, 4m, 4), (outcome.First, outcome.Last, outcome.Count));
    }

    [Fact]
    public void Groups_have_their_mean_change_and_the_share_that_improved_the_largest_first()
    {
        var rows = OutcomeGroups.Of([.. Cases("Duelo", -10, -5, -4, 0, 3), .. Cases("Miedo", -6, -6, -6, -6, -6, -6)], "motive", Lower);

        Assert.Equal([new("Miedo", 6, -6, 1), new("Duelo", 5, -3.2m, 0.4m)], rows);
    }

    [Fact]
    public void Groups_under_five_are_one_row_at_the_end_without_figures() =>
        Assert.Equal(
            [new("Miedo", 5, -1, 0), new("menos de 5", null, null, null)],
            OutcomeGroups.Of([.. Cases("Duelo", -10, -5), .. Cases("Miedo", -1, -1, -1, -1, -1), .. Cases("Stress", 0, 0)], "motive", Lower));

    [Fact]
    public void Together_they_have_figures_once_they_are_five() =>
        Assert.Equal([new("menos de 5", 5, -6, 0.6m)], OutcomeGroups.Of([.. Cases("Duelo", -10, -10, -10), .. Cases("Stress", 0, 0)], "motive", Lower));

    [Fact]
    public void Months_are_in_order_of_time() =>
        Assert.Equal(["2026-09", "2026-10"], OutcomeGroups.Of([.. Cases("2026-10", 0, 0, 0, 0, 0, 0), .. Cases("2026-09", 0, 0, 0, 0, 0)], "month", Lower).Select(row => row.Label));

    [Fact]
    public void Where_higher_is_better_a_rise_is_an_improvement_and_without_a_reliable_change_nobody_says_so()
    {
        var cases = Cases("Duelo", 5, 5, -9, 4, 0).ToList();

        Assert.Equal(0.4m, OutcomeGroups.Of(cases, "motive", Lower with { Direction = ScoreDirection.Higher }).Single().ImprovedShare);
        Assert.Null(OutcomeGroups.Of(cases, "motive", Lower with { ReliableChange = null }).Single().ImprovedShare);
    }

    [Fact]
    public void Two_thanatologists_of_one_name_are_two_groups() =>
        Assert.Equal(2, OutcomeGroups.Of([.. Enumerable.Range(0, 10).Select(number => new ClosedCase($"{number % 2}", "Lucía", 0))], "thanatologist", Lower).Count);

    private static IEnumerable<ClosedCase> Cases(string group, params int[] changes) => changes.Select(change => new ClosedCase(group, group, change));

    private static Assessment Scored(int day, int score)
    {
        var at = new DateTimeOffset(2026, 11, day, 12, 0, 0, TimeSpan.Zero);
        return new Assessment("patient", Guid.CreateVersion7(at).ToString(), "phq-9", 1, at, new Dictionary<string, int>(), new Score(score, "", false, []), "by", null, at);
    }
}

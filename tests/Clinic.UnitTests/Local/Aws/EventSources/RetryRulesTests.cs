using Clinic.Local.Aws.EventSources;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class RetryRulesTests
{
    private static readonly StreamTrigger trigger = new("F", "E", "T");

    [Fact]
    public void A_batch_that_was_taken_whole_is_done() => AssertNothingMore(new RetryRules(trigger).After(new StreamBatch(Records.Of(3)), 3));

    [Fact]
    public void A_batch_that_failed_is_tried_again_as_it_is()
    {
        var next = Assert.Single(new RetryRules(trigger).After(new StreamBatch(Records.Of(3)), 0).Next);

        Assert.Equal(("1 2 3", 1, 1), (next.Numbers(), next.Failures, next.Invocations));
    }

    [Fact]
    public void A_batch_goes_on_at_the_first_record_that_failed_and_its_quota_begins_anew()
    {
        var next = Assert.Single(new RetryRules(trigger).After(new StreamBatch(Records.Of(3), Failures: 4, Invocations: 5), 1).Next);

        Assert.Equal(("2 3", 1, 6), (next.Numbers(), next.Failures, next.Invocations));
    }

    [Fact]
    public void Splitting_costs_no_retry()
    {
        var next = Bisecting().After(new StreamBatch(Records.Of(5)), 0).Next;

        Assert.Equal([("1 2", 0, 1), ("3 4 5", 0, 1)], next.Select(batch => (batch.Numbers(), batch.Failures, batch.Invocations)));
    }

    [Fact]
    public void Where_batches_are_split_going_on_at_a_record_costs_no_retry_either()
    {
        var next = Assert.Single(Bisecting().After(new StreamBatch(Records.Of(3)), 1).Next);

        Assert.Equal(("2 3", 0), (next.Numbers(), next.Failures));
    }

    [Fact]
    public void A_record_alone_cannot_be_split()
    {
        var next = Assert.Single(Bisecting().After(new StreamBatch(Records.Of(1)), 0).Next);

        Assert.Equal(("1", 1), (next.Numbers(), next.Failures));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void The_quota_is_of_retries_and_not_of_tries(int retries, int tries)
    {
        var rules = new RetryRules(trigger with { RetryAttempts = retries });
        var batch = new StreamBatch(Records.Of(2));

        for (var number = 1; number < tries; number++)
            batch = Assert.Single(rules.After(batch, 0).Next);
        var verdict = rules.After(batch, 0);

        Assert.Empty(verdict.Next);
        Assert.NotNull(verdict.GivenUp);
        Assert.Equal(("1 2", tries), (verdict.GivenUp.Numbers(), verdict.GivenUp.Invocations));
    }

    [Fact]
    public void Without_a_quota_a_batch_is_tried_for_ever() =>
        Assert.Null(new RetryRules(trigger).After(new StreamBatch(Records.Of(2), Failures: 1_000_000), 0).GivenUp);

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(5, 3200)]
    [InlineData(7, 10_000)]
    [InlineData(1_000_000, 10_000)]
    public void Pauses_grow_to_ten_seconds(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryRules.Pause(new StreamBatch(Records.Of(1), failures)));

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    [InlineData(122, 2)]
    [InlineData(600, 3)]
    public void Records_a_minute_beyond_the_age_are_too_old(int secondsAfterNoon, int tooOld) => Assert.Equal(
        tooOld,
        new RetryRules(trigger with { RecordAge = TimeSpan.FromMinutes(1) }).TooOld(Records.Of(3), Records.Noon.AddSeconds(secondsAfterNoon)));

    [Fact]
    public void Without_a_limit_no_record_is_too_old() => Assert.Equal(0, new RetryRules(trigger).TooOld(Records.Of(3), DateTimeOffset.MaxValue));

    private static RetryRules Bisecting() => new(trigger with { Bisects = true, RetryAttempts = 3 });

    private static void AssertNothingMore(BatchVerdict verdict)
    {
        Assert.Empty(verdict.Next);
        Assert.Null(verdict.GivenUp);
    }
}

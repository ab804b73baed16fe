using Clinic.Local.Aws.EventSources;
using Clinic.Local.Template;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class ShardBatchTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Without_a_window_a_batch_waits_for_its_first_record_alone()
    {
        var batch = Batch(new StreamTrigger("F", "E", "T"));
        batch.Add([]);
        Assert.True(batch.IsFilling);

        batch.Add(Records.Of(1));

        Assert.False(batch.IsFilling);
        Assert.Equal(("1", 99), (batch.LastRead, batch.Room));
    }

    [Fact]
    public void A_window_opens_with_the_first_record()
    {
        var batch = Batch(new StreamTrigger("F", "E", "T") { BatchingWindow = TimeSpan.FromSeconds(2) });
        time.Advance(TimeSpan.FromMinutes(1));

        batch.Add(Records.Of(1));
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.True(batch.IsFilling);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(batch.IsFilling);
    }

    [Fact]
    public void A_full_batch_waits_for_nothing()
    {
        var batch = Batch(new StreamTrigger("F", "E", "T") { BatchingWindow = TimeSpan.FromMinutes(1), BatchSize = 2 });

        batch.Add(Records.Of(2));

        Assert.Equal((false, 0), (batch.IsFilling, batch.Room));
    }

    [Fact]
    public void What_the_filter_keeps_out_is_read_all_the_same()
    {
        var batch = Batch(new StreamTrigger("F", "E", "T") { EventNames = new HashSet<string> { "INSERT" } });

        batch.Add([Records.One(1), Records.One(2, "MODIFY"), Records.One(3), Records.One(4, "REMOVE")]);

        Assert.Equal(["1", "3"], batch.Records.Select(record => record.SequenceNumber));
        Assert.Equal("4", batch.LastRead);
    }

    [Fact]
    public void A_page_of_which_nothing_passes_ends_the_batch_so_that_the_position_moves_on()
    {
        var batch = Batch(new StreamTrigger("F", "E", "T") { EventNames = new HashSet<string> { "INSERT" }, BatchingWindow = TimeSpan.FromMinutes(1) });

        batch.Add([Records.One(1, "MODIFY")]);

        Assert.False(batch.IsFilling);
        Assert.Empty(batch.Records);
    }

    private ShardBatch Batch(StreamTrigger trigger) => new(trigger, time);
}

using Clinic.Local.Aws.EventSources;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class ShardOrderTests
{
    /// <summary>old → left, right → newest; and one whose parent is trimmed away.</summary>
    private static readonly StreamShard[] shards =
    [
        new("s", "newest", "right"), new("s", "left", "old"), new("s", "right", "old"), new("s", "old"), new("s", "orphan", "trimmed"),
    ];

    [Theory]
    [InlineData("", "old orphan")]
    [InlineData("old", "left orphan right")]
    [InlineData("old orphan left", "right")]
    [InlineData("old orphan left right", "newest")]
    [InlineData("old orphan left right newest", "")]
    public void A_shard_is_read_after_its_parent(string done, string ready) => Assert.Equal(
        ready, string.Join(' ', ShardOrder.Ready(shards, shard => done.Split(' ').Contains(shard.ShardId)).Select(shard => shard.ShardId).Order()));
}

using Clinic.Local.Aws.EventSources;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class CheckpointsTests : IDisposable
{
    private static readonly StreamShard shard = new("stream-1", "shard-1");
    private readonly string folder = Directory.CreateTempSubdirectory("clinic-checkpoints-").FullName;

    private string FilePath => Path.Combine(folder, "data", "checkpoints.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_position_survives_in_the_file()
    {
        new Checkpoints(FilePath).Advance("F.E", shard, "7");
        new Checkpoints(FilePath).Advance("F.E", shard with { ShardId = "shard-2" }, "9");

        var saved = new Checkpoints(FilePath);
        Assert.Equal(("7", "9"), (saved.Of("F.E", shard), saved.Of("F.E", shard with { ShardId = "shard-2" })));
        Assert.Null(saved.Of("F.Other", shard));
    }

    [Fact]
    public void A_stream_of_another_life_has_no_position()
    {
        var checkpoints = new Checkpoints(null);
        checkpoints.Advance("F.E", shard, "7");

        Assert.Null(checkpoints.Of("F.E", shard with { StreamArn = "stream-2" }));
        checkpoints.Advance("F.E", shard with { StreamArn = "stream-2" }, "1");

        Assert.Null(checkpoints.Of("F.E", shard));
        Assert.Equal("1", checkpoints.Of("F.E", shard with { StreamArn = "stream-2" }));
    }

    [Fact]
    public void Shards_that_the_stream_no_longer_has_are_forgotten()
    {
        var checkpoints = new Checkpoints(null);
        checkpoints.Advance("F.E", shard, Checkpoints.End);
        checkpoints.Advance("F.E", shard with { ShardId = "shard-2" }, "9");

        checkpoints.Keep("F.E", "stream-1", new HashSet<string> { "shard-2" });

        Assert.Equal((null, "9"), (checkpoints.Of("F.E", shard), checkpoints.Of("F.E", shard with { ShardId = "shard-2" })));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public void A_file_that_cannot_be_read_is_none(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, content);

        Assert.Null(new Checkpoints(FilePath).Of("F.E", shard));
    }
}

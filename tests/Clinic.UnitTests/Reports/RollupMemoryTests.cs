using Clinic.Core.Reports;
using Xunit;

namespace Clinic.UnitTests.Reports;

public sealed class RollupMemoryTests
{
    private static readonly PeriodSpan Year = new("2026", 1, 11);
    private readonly RollupMemory<int> memory = new(_ => 1);
    private readonly Dictionary<string, int> stored = new() { ["a#01"] = 1, ["a#11"] = 2, ["b#01"] = 3, ["b#11"] = 4 };
    private readonly List<EntryRange> reads = [];

    [Fact]
    public async Task What_has_not_changed_is_read_once()
    {
        Assert.Equal([1, 2, 3, 4], await RecallAsync(("a", 11, 5)));
        Assert.Equal([1, 2, 3, 4], await RecallAsync(("a", 11, 5)));

        Assert.Equal([EntryRange.All], reads);
    }

    [Fact]
    public async Task After_a_session_one_month_of_one_thanatologist_is_read()
    {
        await RecallAsync(("a", 11, 5), ("b", 11, 7));
        stored["b#11"] = 40;

        Assert.Equal([1, 2, 3, 40], await RecallAsync(("a", 11, 5), ("b", 11, 8)));
        Assert.Equal(new EntryRange("b#11", "b#11"), reads[1]);
    }

    [Fact]
    public async Task Sessions_of_several_are_read_with_what_is_between_them()
    {
        await RecallAsync();
        (stored["a#11"], stored["b#11"]) = (20, 40);

        Assert.Equal([1, 3, 20, 40], await RecallAsync(("a", 11, 1), ("b", 11, 1)));
        Assert.Equal(new EntryRange("a#11", "b#11"), reads[1]);
    }

    [Fact]
    public async Task The_first_session_of_a_thanatologist_is_read()
    {
        await RecallAsync(("a", 1, 1));
        stored["c#11"] = 5;

        Assert.Equal([1, 2, 3, 4, 5], await RecallAsync(("a", 1, 1), ("c", 11, 1)));
    }

    [Fact]
    public async Task After_an_import_or_a_repair_everything_is_read()
    {
        await RecallAsync(("a", 11, 5));
        stored.Remove("a#01");

        Assert.Equal([2, 3, 4], await RecallAsync("11:2", ("a", 11, 5)));
        Assert.Equal([EntryRange.All, EntryRange.All], reads);
    }

    [Fact]
    public async Task Other_months_of_the_same_partition_are_something_else()
    {
        await RecallAsync();

        await memory.RecallAsync(new RollupRead<int>("thanatologists 2026", Year with { Last = 10 }, EntryRange.All, ["sessions"], ReadAsync), new RollupVersions("11:1", new Dictionary<EntryRange, long>()));

        Assert.Equal(2, reads.Count);
    }

    [Fact]
    public async Task More_than_there_is_room_for_is_forgotten()
    {
        var small = new RollupMemory<int>(_ => 1_500_000);
        for (var i = 0; i < 3; i++)
        {
            foreach (var name in (string[])["one", "other"])
                await small.RecallAsync(new RollupRead<int>(name, Year, EntryRange.All, [], ReadAsync), new RollupVersions("", new Dictionary<EntryRange, long>()));
        }

        Assert.True(reads.Count > 2);
    }

    [Theory]
    [InlineData("2026", 1, 11, 11, true, "a#11", "a#11")]
    [InlineData("2026", 1, 11, 12, false, "", "")]
    [InlineData("2025-11", 23, 30, 11, true, "a#23", "a#30")]
    [InlineData("2025-11", 23, 30, 1, false, "", "")]
    public void A_session_changes_its_month_or_the_days_of_it(string name, int first, int last, int month, bool has, string from, string to)
    {
        var span = new PeriodSpan(name, first, last);

        Assert.Equal(has, span.Has(month));
        if (has)
            Assert.Equal(new EntryRange(from, to), span.RangeOf("a", month));
    }

    [Fact]
    public void Thanatologists_are_spread_over_all_shards()
    {
        var shards = Enumerable.Range(0, 8_000).GroupBy(_ => RollupKey.ShardOf(Guid.CreateVersion7(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero)).ToString())).ToList();

        Assert.Equal(Enumerable.Range(0, RollupKey.Shards), shards.Select(shard => shard.Key).Order());
        Assert.All(shards, shard => Assert.InRange(shard.Count(), 800, 1_200));
    }

    private Task<IEnumerable<int>> RecallAsync(params (string Thanatologist, int Month, long Count)[] written) => RecallAsync("11:1", written);

    private async Task<IEnumerable<int>> RecallAsync(string clinic, params (string Thanatologist, int Month, long Count)[] written)
    {
        var versions = new RollupVersions(clinic, written.ToDictionary(sessions => Year.RangeOf(sessions.Thanatologist, sessions.Month), sessions => sessions.Count));
        return (await memory.RecallAsync(new RollupRead<int>("thanatologists 2026", Year, EntryRange.All, ["sessions"], ReadAsync), versions)).Rows.Order();
    }

    private Task<IReadOnlyDictionary<string, int>> ReadAsync(EntryRange range)
    {
        reads.Add(range);
        return Task.FromResult<IReadOnlyDictionary<string, int>>(stored.Where(row => range.Has(row.Key)).ToDictionary());
    }
}

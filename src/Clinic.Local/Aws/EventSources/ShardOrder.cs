namespace Clinic.Local.Aws.EventSources;

/// <summary>Which shards are to be read now: those that are not read to their end, and whose parent is, or is trimmed away.</summary>
internal static class ShardOrder
{
    public static IEnumerable<StreamShard> Ready(IReadOnlyCollection<StreamShard> shards, Func<StreamShard, bool> isDone)
    {
        var open = shards.Where(shard => !isDone(shard)).ToList();
        var unread = open.Select(shard => shard.ShardId).ToHashSet();
        return open.Where(shard => shard.ParentShardId is not { } parent || !unread.Contains(parent));
    }
}

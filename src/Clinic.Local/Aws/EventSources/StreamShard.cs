namespace Clinic.Local.Aws.EventSources;

/// <summary>One shard of one stream; what was written before it is in its parent, if that is still there.</summary>
internal sealed record StreamShard(string StreamArn, string ShardId, string? ParentShardId = null);

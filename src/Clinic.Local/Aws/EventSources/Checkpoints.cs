using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// How far each trigger has come in each shard of its stream: the sequence number of the last record that is done. They
/// are in one file, or only in memory without a path.
/// </summary>
internal sealed class Checkpoints(string? path)
{
    /// <summary>The position after a shard's last record. No sequence number looks like it.</summary>
    public const string End = "END";

    private readonly Lock gate = new();
    private readonly JsonObject triggers = Read(path);

    /// <summary>Null where the trigger has not read the shard yet.</summary>
    public string? Of(string trigger, StreamShard shard)
    {
        lock (gate)
            return Shards(trigger, shard.StreamArn)?[shard.ShardId]?.GetValue<string>();
    }

    public void Advance(string trigger, StreamShard shard, string position)
    {
        lock (gate)
        {
            // Positions in the stream of an earlier table of this name mean nothing for the current one.
            if (Shards(trigger, shard.StreamArn) is not { } shards)
                triggers[trigger] = new JsonObject { ["stream"] = shard.StreamArn, ["shards"] = shards = [] };
            shards[shard.ShardId] = position;
            Write();
        }
    }

    /// <summary>Forgets the shards that the stream no longer has.</summary>
    public void Keep(string trigger, string streamArn, IReadOnlySet<string> shardIds)
    {
        lock (gate)
        {
            if (Shards(trigger, streamArn) is not { } shards)
                return;
            foreach (var gone in shards.Select(shard => shard.Key).Where(id => !shardIds.Contains(id)).ToList())
                shards.Remove(gone);
        }
    }

    private JsonObject? Shards(string trigger, string streamArn) =>
        triggers[trigger] is JsonObject known && known["stream"]?.GetValue<string>() == streamArn ? known["shards"] as JsonObject : null;

    private void Write()
    {
        if (path is not null)
            PrivateFile.Replace(path, triggers.ToJsonString() + "\n");
    }

    /// <summary>A file that cannot be read counts as missing: the records are handed over again, which functions must tolerate.</summary>
    private static JsonObject Read(string? path)
    {
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject saved ? saved : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

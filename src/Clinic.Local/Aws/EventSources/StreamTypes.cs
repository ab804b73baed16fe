using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// A batch of records of one shard for a function. Invocations counts how often they were handed over, Failures
/// only what counts towards the quota of retries.
/// </summary>
internal sealed record StreamBatch(IReadOnlyList<StreamRecord> Records, int Failures = 0, int Invocations = 0);

/// <summary>Some records of a shard and where to continue reading; Next is null after the last record of a closed shard.</summary>
internal sealed record StreamPage(IReadOnlyList<StreamRecord> Records, string? Next);

/// <summary>One change of a table as its stream has it. Except for the stream's ARN, Lambda passes it to a function like this.</summary>
internal sealed record StreamRecord(JsonObject Json)
{
    public string SequenceNumber { get; } = Json["dynamodb"]![nameof(SequenceNumber)]!.GetValue<string>();

    public string EventName { get; } = Json["eventName"]!.GetValue<string>();

    public DateTimeOffset CreatedAt { get; } =
        DateTimeOffset.UnixEpoch.AddSeconds(Json["dynamodb"]!["ApproximateCreationDateTime"]?.GetValue<double>() ?? 0);
}

/// <summary>One shard of one stream. Earlier changes are in its parent, if that is still there.</summary>
internal sealed record StreamShard(string StreamArn, string ShardId, string? ParentShardId = null);

/// <summary>Records of a stream as the event that Lambda hands to a function, or as the list that a pipe hands to its target.</summary>
internal static class StreamEvent
{
    public static ReadOnlyMemory<byte> Of(IEnumerable<StreamRecord> records, string streamArn) => Encoding.UTF8.GetBytes(
        new JsonObject { ["Records"] = List(records, streamArn) }.ToJsonString());

    public static JsonArray List(IEnumerable<StreamRecord> records, string streamArn) => new([.. records.Select(record => Wire(record, streamArn))]);

    private static JsonNode Wire(StreamRecord record, string streamArn)
    {
        var json = record.Json.DeepClone();
        json["awsRegion"] = PhysicalIds.Region; // DynamoDB Local is in a region of its own.
        json["eventSourceARN"] = streamArn;
        return json;
    }
}

/// <summary>Reads a function's response to a batch as Lambda does for streams.</summary>
internal static class BatchAnswer
{
    /// <summary>
    /// How many of the first records were processed: all before the first that failed. None were if there is an error, or if the response names
    /// something other than a record of the batch.
    /// </summary>
    public static int Taken(Invocation answer, IReadOnlyList<StreamRecord> records, bool reportsItemFailures)
    {
        if (answer.FunctionError is not null)
            return 0;
        if (!reportsItemFailures)
            return records.Count;
        return TryParse(answer.Payload, out var json) ? Taken(json, records) : 0;
    }

    private static int Taken(JsonNode? answer, IReadOnlyList<StreamRecord> records) => answer switch
    {
        null => records.Count,
        JsonObject response when response["batchItemFailures"] is null => records.Count,
        JsonObject response when response["batchItemFailures"] is JsonArray failures => failures
            .Select(failure => IndexOf(failure, records))
            .DefaultIfEmpty(records.Count)
            .Min(),
        _ => 0,
    };

    /// <summary>Zero, as if all had failed, for an id that is not a record of the batch.</summary>
    private static int IndexOf(JsonNode? failure, IReadOnlyList<StreamRecord> records)
    {
        if (failure is not JsonObject item || item["itemIdentifier"] is not JsonValue value || !value.TryGetValue<string>(out var id))
            return 0;
        return Math.Max(0, records.Index().FirstOrDefault(record => record.Item.SequenceNumber == id, (-1, null!)).Index);
    }

    private static bool TryParse(ReadOnlyMemory<byte> payload, out JsonNode? json)
    {
        json = null;
        if (payload.IsEmpty)
            return true;
        try
        {
            json = JsonNode.Parse(payload.Span);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>What to do after an invocation: hand over these batches in turn, and give one up.</summary>
internal sealed record BatchVerdict(IReadOnlyList<StreamBatch> Next, StreamBatch? GivenUp = null);

/// <summary>A batch that is being filled: the records that the filter lets through, until it is full or its window is over.</summary>
internal sealed class ShardBatch(StreamTrigger trigger, TimeProvider time)
{
    private readonly List<StreamRecord> records = [];
    private long opened;

    public IReadOnlyList<StreamRecord> Records => records;

    public int Room => trigger.BatchSize - records.Count;

    /// <summary>The sequence number of the last record that was read, whether or not the filter let it through.</summary>
    public string? LastRead { get; private set; }

    /// <summary>Empty, or still open to more.</summary>
    public bool IsFilling => records.Count > 0
        ? Room > 0 && time.GetElapsedTime(opened) < trigger.BatchingWindow
        : LastRead is null;

    public void Add(IReadOnlyList<StreamRecord> page)
    {
        if (page is [.., var last])
            LastRead = last.SequenceNumber;
        var passed = page.Where(record => trigger.EventNames.Count == 0 || trigger.EventNames.Contains(record.EventName)).ToList();
        if (records.Count == 0 && passed.Count > 0)
            opened = time.GetTimestamp();
        records.AddRange(passed);
    }
}

/// <summary>DynamoDB refused a request for a stream; Type is the last part of its <c>__type</c>.</summary>
internal sealed class StreamException(string type, string? message) : Exception($"{type}: {message}")
{
    /// <summary>The stream itself does not exist, or no longer.</summary>
    public bool IsGone => type == "ResourceNotFoundException";

    /// <summary>The position is older than what the stream still has.</summary>
    public bool IsTrimmed => type == "TrimmedDataAccessException";
}

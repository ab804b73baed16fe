using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Lambda's rules for records that a function did not process. A batch whose first records were processed continues after them. A batch
/// with no processed records is split in two, where the trigger says so, which costs no retry; otherwise it is retried unchanged, as
/// often as the trigger allows.
/// </summary>
internal sealed class RetryRules(StreamTrigger trigger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>DynamoDB Local truncates the times of its records to the minute. They must not seem older than they are.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before a batch is handed over again.</summary>
    public static TimeSpan Pause(StreamBatch batch)
    {
        var doublings = Math.Clamp(batch.Failures - 1, 0, 10);
        var pause = FirstPause * (1 << doublings);
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary><paramref name="taken"/> is how many of the first records the function processed.</summary>
    public BatchVerdict After(StreamBatch batch, int taken)
    {
        var rest = new StreamBatch([.. batch.Records.Skip(taken)], taken > 0 ? 0 : batch.Failures, batch.Invocations + 1);
        if (rest.Records.Count == 0)
            return new BatchVerdict([]);
        if (trigger.Bisects && taken > 0)
            return new BatchVerdict([rest]);
        if (trigger.Bisects && rest.Records.Count > 1)
            return new BatchVerdict(Halves(rest));
        rest = rest with { Failures = rest.Failures + 1 };
        return rest.Failures > trigger.RetryAttempts ? new BatchVerdict([], GivenUp: rest) : new BatchVerdict([rest]);
    }

    /// <summary>How many of the first records are too old to be handed over (again).</summary>
    public int TooOld(IReadOnlyList<StreamRecord> records, DateTimeOffset now) => trigger.RecordAge is { } age
        ? records.TakeWhile(record => now - record.CreatedAt > age + Rounding).Count()
        : 0;

    private static StreamBatch[] Halves(StreamBatch batch)
    {
        var middle = batch.Records.Count / 2;
        return [batch with { Records = [.. batch.Records.Take(middle)] }, batch with { Records = [.. batch.Records.Skip(middle)] }];
    }
}

/// <summary>Why records were given up, in Lambda's words.</summary>
internal enum FailureCondition
{
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

/// <summary>
/// What Lambda sends to an OnFailure destination: which records of the stream were given up and why, but not the records themselves.
/// </summary>
internal static class FailureDocument
{
    /// <summary><paramref name="functionError"/> is that of the last invocation; null where the function responded or was not invoked.</summary>
    public static JsonObject Of(
        StreamBatch batch, FailureCondition condition, string? functionError, StreamShard shard, string functionName, DateTimeOffset now) => new()
        {
            ["requestContext"] = new JsonObject
            {
                ["requestId"] = Guid.CreateVersion7(now).ToString(),
                ["functionArn"] = $"arn:aws:lambda:{PhysicalIds.Region}:{PhysicalIds.AccountId}:function:{functionName}",
                ["condition"] = condition.ToString(),
                ["approximateInvokeCount"] = batch.Invocations,
            },
            ["responseContext"] = Response(functionError),
            ["version"] = "1.0",
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["DDBStreamBatchInfo"] = new JsonObject
            {
                ["shardId"] = shard.ShardId,
                ["startSequenceNumber"] = batch.Records[0].SequenceNumber,
                ["endSequenceNumber"] = batch.Records[^1].SequenceNumber,
                ["approximateArrivalOfFirstRecord"] = Second(batch.Records[0].CreatedAt),
                ["approximateArrivalOfLastRecord"] = Second(batch.Records[^1].CreatedAt),
                ["batchSize"] = batch.Records.Count,
                ["streamArn"] = shard.StreamArn,
            },
        };

    private static JsonObject Response(string? functionError)
    {
        var response = new JsonObject { ["statusCode"] = 200, ["executedVersion"] = "$LATEST" };
        if (functionError is not null)
            response["functionError"] = functionError;
        return response;
    }

    private static string Second(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

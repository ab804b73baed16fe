using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// What Lambda sends to an OnFailure destination: which records of the stream were given up and why, not the records themselves.
/// </summary>
internal static class FailureDocument
{
    /// <summary><paramref name="functionError"/> is that of the last invocation, null where the function answered or was not asked.</summary>
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

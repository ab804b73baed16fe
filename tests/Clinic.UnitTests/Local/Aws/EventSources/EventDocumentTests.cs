using System.Text.Json.Nodes;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class EventDocumentTests
{
    private static readonly StreamShard shard = new("arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1", "shardId-1");

    [Fact]
    public void A_batch_is_Lambdas_event_of_its_records_as_the_stream_tells_them() => AssertJson(
        """
        {"Records":[
          {"eventID":"e1","eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1795348800,"SequenceNumber":"1"},
           "awsRegion":"us-east-1","eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1"},
          {"eventID":"e2","eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1795348801,"SequenceNumber":"2"},
           "awsRegion":"us-east-1","eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1"}]}
        """,
        JsonNode.Parse(StreamEvent.Of(Records.Of(2), shard.StreamArn).Span)!);

    [Theory]
    [InlineData(FailureCondition.RetryAttemptsExhausted, "Unhandled", ""","functionError":"Unhandled" """)]
    [InlineData(FailureCondition.RecordAgeExceeded, null, "")]
    public void What_is_given_up_is_told_as_Lambda_tells_it(object condition, string? error, string member)
    {
        var document = FailureDocument.Of(
            new StreamBatch(Records.Of(3), 2, 4), (FailureCondition)condition, error, shard, "clinic-worker-dev", Records.Noon.AddMilliseconds(90_250));

        Assert.True(Guid.TryParse((string?)document["requestContext"]!["requestId"], out _));
        document["requestContext"]!.AsObject().Remove("requestId");
        AssertJson(
            $$$"""
            {"requestContext":{"functionArn":"arn:aws:lambda:us-east-1:123456789012:function:clinic-worker-dev",
              "condition":"{{{condition}}}","approximateInvokeCount":4},
             "responseContext":{"statusCode":200,"executedVersion":"$LATEST"{{{member}}}},
             "version":"1.0","timestamp":"2026-11-22T12:01:30.250Z",
             "DDBStreamBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"1","endSequenceNumber":"3",
              "approximateArrivalOfFirstRecord":"2026-11-22T12:00:00Z","approximateArrivalOfLastRecord":"2026-11-22T12:00:02Z",
              "batchSize":3,"streamArn":"arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1"}}
            """,
            document);
    }

    [Fact]
    public void A_schedules_event_is_EventBridges()
    {
        var document = JsonNode.Parse(ScheduledEvent.Of(new ScheduleTrigger("Sweep", "Often", TimeSpan.FromMinutes(1)), Records.Noon).Span)!;

        Assert.True(Guid.TryParse((string?)document["id"], out _));
        document.AsObject().Remove("id");
        AssertJson(
            """
            {"version":"0","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2026-11-22T12:00:00Z",
             "region":"us-east-1","resources":["arn:aws:events:us-east-1:123456789012:rule/SweepOften"],"detail":{}}
            """,
            document);
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}

using System.Text;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class DynamoDBEventsTests
{
    [Fact]
    public void A_record_is_read_whole()
    {
        var read = EventsJson.Read<DynamoDBEvent>("""
            {"Records":[{"eventID":"c4ca","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1",
             "dynamodb":{"ApproximateCreationDateTime":1479499740,"Keys":{"id":{"S":"m-1"}},"NewImage":{"id":{"S":"m-1"},"n":{"N":"1.50"}},
              "OldImage":{"id":{"S":"m-1"}},"SequenceNumber":"111","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES"},
             "userIdentity":{"principalId":"dynamodb.amazonaws.com","type":"Service"},
             "eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2016-11-18"}]}
            """);

        var record = Assert.Single(read.Records);
        Assert.Equal(
            ("c4ca", "INSERT", "1.1", "aws:dynamodb", "us-east-1"),
            (record.EventID, record.EventName, record.EventVersion, record.EventSource, record.AwsRegion));
        Assert.EndsWith("stream/2016-11-18", record.EventSourceArn, StringComparison.Ordinal);
        Assert.Equal(("dynamodb.amazonaws.com", "Service"), (record.UserIdentity.PrincipalId, record.UserIdentity.Type));
        Assert.Equal(("111", 26, "NEW_AND_OLD_IMAGES"), (record.Dynamodb.SequenceNumber, record.Dynamodb.SizeBytes, record.Dynamodb.StreamViewType));
        Assert.Equal(("m-1", "1.50", "m-1"), (record.Dynamodb.Keys["id"].S, record.Dynamodb.NewImage["n"].N, record.Dynamodb.OldImage["id"].S));
    }

    [Fact]
    public void A_value_of_every_type_is_read_and_written_whole() => EventsJson.AssertRoundTrip<DynamoDBEvent>("""
        {"Records":[{"Dynamodb":{"ApproximateCreationDateTime":"2016-11-18T20:09:00Z","SizeBytes":1,"NewImage":{
          "text":{"S":"á"},"number":{"N":"-1.5"},"bytes":{"B":"AAEC/w=="},"yes":{"BOOL":true},"nothing":{"NULL":true},
          "list":{"L":[{"S":"a"},{"N":"1"}]},"map":{"M":{"inner":{"M":{}}}},
          "texts":{"SS":["a","b"]},"numbers":{"NS":["1","2"]},"manyBytes":{"BS":["AA==",""]}}}}]}
        """);

    [Theory]
    [InlineData("1479499740", "2016-11-18T20:09:00.0000000Z")]
    [InlineData("1479499740.25", "2016-11-18T20:09:00.2500000Z")]
    [InlineData("1.47949974E9", "2016-11-18T20:09:00.0000000Z")]
    [InlineData("\"2016-11-18T20:09:00Z\"", "2016-11-18T20:09:00.0000000Z")]
    public void A_time_is_text_or_seconds_since_1970(string json, string expected)
    {
        var read = EventsJson.Read<DynamoDBEvent.StreamRecord>($$"""{"ApproximateCreationDateTime":{{json}}}""");

        Assert.Equal(expected, read.ApproximateCreationDateTime.ToString("O"));
    }

    [Theory]
    [InlineData("""{"ApproximateCreationDateTime":true}""")]
    [InlineData("""{"ApproximateCreationDateTime":"yesterday"}""")]
    [InlineData("""{"Keys":{"id":{"B":"not base64"}}}""")]
    public void What_is_neither_a_time_nor_base64_is_refused(string json) =>
        Assert.Throws<JsonSerializerException>(() => EventsJson.Read<DynamoDBEvent.StreamRecord>(json));

    [Theory]
    [InlineData("[0,1,255]")]
    [InlineData("\"AAH/\"")]
    public void Bytes_are_read_as_numbers_or_base64_and_written_as_numbers(string json)
    {
        var read = EventsJson.Read<byte[]>(json);

        Assert.Equal([0, 1, 255], read);
        Assert.Equal("[0,1,255]", EventsJson.Write(read));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[256]")]
    [InlineData("[\"a\"]")]
    public void Other_bytes_are_refused(string json) => Assert.Throws<JsonSerializerException>(() => EventsJson.Read<byte[]>(json));

    [Fact]
    public void A_stream_is_read_from_its_beginning()
    {
        var read = EventsJson.Read<DynamoDBEvent.AttributeValue>("""{"B":"aG9sYQ=="}""");

        Assert.Equal("hola", new StreamReader(read.B, Encoding.UTF8).ReadToEnd());
    }

    [Fact]
    public void A_success_is_an_empty_object_and_failures_are_named() => Assert.Equal(
        ("{}", """{"batchItemFailures":[{"itemIdentifier":"111"}]}"""),
        (EventsJson.Write(new StreamsEventResponse()), EventsJson.Write(new StreamsEventResponse { BatchItemFailures = [new() { ItemIdentifier = "111" }] })));
}

using Clinic.Local;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Template;

public sealed class TriggersTests
{
    private const string Stream = "Stream: !GetAtt T.StreamArn, StartingPosition: TRIM_HORIZON";

    [Fact]
    public void A_stream_is_read_whole()
    {
        var trigger = Assert.Single(Parse("DynamoDB", $$$"""
            {{{Stream}}}, BatchSize: 10, MaximumBatchingWindowInSeconds: 2, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 5,
            MaximumRecordAgeInSeconds: 3600, ParallelizationFactor: 1, FunctionResponseTypes: [ReportBatchItemFailures],
            FilterCriteria: { Filters: [ { Pattern: '{"eventName":["INSERT"]}' }, { Pattern: '{"eventName": ["MODIFY"]}' } ] },
            DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Q.Arn } }
            """).Streams);

        Assert.Equal(("F", "E", "T", "F.E"), (trigger.Function, trigger.Event, trigger.Table, trigger.Name));
        Assert.Equal((10, TimeSpan.FromSeconds(2), true, 5), (trigger.BatchSize, trigger.BatchingWindow, trigger.Bisects, trigger.RetryAttempts));
        Assert.Equal((TimeSpan.FromHours(1), true, "undelivered-dev"), (trigger.RecordAge, trigger.ReportsItemFailures, trigger.OnFailureQueue));
        Assert.Equal(["INSERT", "MODIFY"], trigger.EventNames.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData(", MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1")]
    public void Lambdas_defaults_are_one_hundred_records_and_no_limits(string properties)
    {
        var trigger = Assert.Single(Parse("DynamoDB", Stream + properties).Streams);

        Assert.Equal((100, TimeSpan.Zero, false, false), (trigger.BatchSize, trigger.BatchingWindow, trigger.Bisects, trigger.ReportsItemFailures));
        Assert.Equal((null, null, null), (trigger.RetryAttempts, trigger.RecordAge, trigger.OnFailureQueue));
        Assert.Empty(trigger.EventNames);
    }

    [Theory]
    [InlineData("StartingPosition: LATEST", "Stream is missing")]
    [InlineData("Stream: !GetAtt T.StreamArn", "StartingPosition is missing")]
    [InlineData("Stream: !GetAtt T.StreamArn, StartingPosition: AT_TIMESTAMP", "TRIM_HORIZON or LATEST")]
    [InlineData("Stream: !GetAtt Q.Arn, StartingPosition: LATEST", "is not the StreamArn of a table")]
    [InlineData("Stream: !GetAtt Still.StreamArn, StartingPosition: LATEST", "Still has no StreamSpecification")]
    [InlineData(Stream + ", BatchSize: 0", "BatchSize must be from 1 to 10000, not 0")]
    [InlineData(Stream + ", MaximumRecordAgeInSeconds: 59", "must be from 60 to 604800, not 59")]
    [InlineData(Stream + ", MaximumRetryAttempts: -2", "must be from 0 to 10000, not -2")]
    [InlineData(Stream + ", ParallelizationFactor: 2", "ParallelizationFactor of 1 only")]
    [InlineData(Stream + ", FunctionResponseTypes: [Other]", "must be ReportBatchItemFailures")]
    [InlineData(Stream + ", TumblingWindowInSeconds: 30", "does not know the property TumblingWindowInSeconds")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{}' } ] }", "not {}")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{' } ] }", "not {")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{\"eventName\":[\"UPSERT\"]}' } ] }", "UPSERT")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{\"eventName\":[{\"prefix\":\"I\"}]}' } ] }", "prefix")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{\"eventName\":[\"INSERT\"],\"dynamodb\":{}}' } ] }", "dynamodb")]
    [InlineData(Stream + ", FilterCriteria: { Filters: [ { Pattern: '{\"eventName\":[]}' } ] }", "not {\"eventName\":[]}")]
    [InlineData(Stream + ", DestinationConfig: { OnFailure: { Type: SNS, Destination: !GetAtt Q.Arn } }", "Type SQS only")]
    [InlineData(Stream + ", DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt T.Arn } }", "is not the Arn of a queue")]
    [InlineData(Stream + ", DestinationConfig: { OnSuccess: { Destination: x } }", "OnSuccess")]
    public void A_stream_that_the_host_cannot_run_is_an_error_that_names_the_event(string properties, string problem) =>
        AssertRefused("DynamoDB", properties, problem);

    [Theory]
    [InlineData("rate(1 minute)", 1)]
    [InlineData("rate(5 minutes)", 5)]
    [InlineData("rate(1 hour)", 60)]
    [InlineData("rate(12 hours)", 720)]
    [InlineData("rate(1 day)", 1440)]
    [InlineData("rate(7 days)", 10080)]
    public void A_schedule_is_a_rate(string schedule, int minutes) => Assert.Equal(
        [new ScheduleTrigger("F", "E", TimeSpan.FromMinutes(minutes))],
        Parse("Schedule", $"Schedule: {schedule}, Description: 'Often'").Schedules);

    [Theory]
    [InlineData("Schedule: cron(0 12 * * ? *)", "cron(0 12 * * ? *)")]
    [InlineData("Schedule: rate(0 minutes)", "rate(0 minutes)")]
    [InlineData("Schedule: rate(1 week)", "rate(1 week)")]
    [InlineData("Description: Never", "Schedule is missing")]
    [InlineData("Schedule: rate(1 minute), Input: '{}'", "does not know the property Input")]
    public void Another_schedule_is_an_error_that_names_the_event(string properties, string problem) =>
        AssertRefused("Schedule", properties, problem);

    [Fact]
    public void A_queue_is_referred_to_by_its_url_its_arn_and_its_name()
    {
        var template = Parse("Schedule", "Schedule: rate(1 minute)", """
            , Environment: { Variables: { URL: !Ref Q, ARN: !GetAtt Q.Arn, NAME: !GetAtt Q.QueueName } }
            """);

        Assert.Equal(
            ["https://sqs.us-east-1.amazonaws.com/123456789012/undelivered-dev", "arn:aws:sqs:us-east-1:123456789012:undelivered-dev", "undelivered-dev"],
            Assert.Single(template.Functions).Environment.Values);
    }

    private static void AssertRefused(string type, string properties, string problem)
    {
        var error = Assert.Throws<SetupException>(() => Parse(type, properties));

        Assert.StartsWith("template.yaml, F.Events.E", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static ClinicTemplate Parse(string type, string properties, string function = "") => ClinicTemplate.Parse(
        "template.yaml",
        $$$"""
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: { Runtime: provided.al2023, Handler: H, CodeUri: c, Events: { E: { Type: {{{type}}}, Properties: { {{{properties.ReplaceLineEndings(" ")}}} } } } {{{function}}} }
          T:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: t
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [ { AttributeName: id, AttributeType: S } ]
              KeySchema: [ { AttributeName: id, KeyType: HASH } ]
              StreamSpecification: { StreamViewType: NEW_IMAGE }
          Still:
            Type: AWS::DynamoDB::Table
            Properties: { TableName: s, BillingMode: PAY_PER_REQUEST, KeySchema: [ { AttributeName: id, KeyType: HASH } ] }
          Q: { Type: AWS::SQS::Queue, Properties: { QueueName: undelivered-dev, MessageRetentionPeriod: 1209600 } }
        """,
        new Dictionary<string, string>());
}

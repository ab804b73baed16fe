using Clinic.Local;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Template;

public sealed class ObjectTriggerTests
{
    [Fact]
    public void A_buckets_events_and_the_rules_of_their_invocations_are_read()
    {
        var template = Parse(
            "Bucket: !Ref B, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [ { Name: prefix, Value: import/ }, { Name: suffix, Value: .csv } ] } }",
            ", EventInvokeConfig: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 600, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Q.Arn } } }");

        var trigger = Assert.Single(template.Objects);
        Assert.Equal(("F", "E", "staging-dev", "import/", ".csv"), (trigger.Function, trigger.Event, trigger.Bucket, trigger.Prefix, trigger.Suffix));
        Assert.Equal(["s3:ObjectCreated:*"], trigger.EventNames);
        Assert.Equal(["staging-dev"], template.Buckets);
        Assert.Equal(new AsyncRules(1, TimeSpan.FromMinutes(10), "failed-dev"), Assert.Single(template.Functions).Async);
    }

    [Fact]
    public void Lambdas_defaults_are_two_retries_within_six_hours_and_no_queue() =>
        Assert.Equal(new AsyncRules(2, TimeSpan.FromHours(6), null), Assert.Single(Parse("Bucket: !Ref B, Events: 's3:ObjectCreated:*'").Functions).Async);

    [Theory]
    [InlineData("Events: 's3:ObjectCreated:*'", "Bucket is missing")]
    [InlineData("Bucket: other, Events: 's3:ObjectCreated:*'", "Bucket other is not a bucket of the template")]
    [InlineData("Bucket: !Ref B", "ObjectCreated:* only")]
    [InlineData("Bucket: !Ref B, Events: ['s3:ObjectRemoved:*']", "ObjectCreated:* only")]
    [InlineData("Bucket: !Ref B, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [ { Name: regex, Value: x } ] } }", "one prefix and one suffix")]
    [InlineData("Bucket: !Ref B, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [ { Name: prefix, Value: x }, { Name: prefix, Value: y } ] } }", "one prefix and one suffix")]
    [InlineData("Bucket: !Ref B, Events: 's3:ObjectCreated:*', Queue: q", "does not know the property Queue")]
    public void What_the_host_cannot_run_is_an_error_that_names_the_event(string properties, string problem)
    {
        var error = Assert.Throws<SetupException>(() => Parse(properties));

        Assert.StartsWith("template.yaml, F.Events.E", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static ClinicTemplate Parse(string properties, string function = "") => ClinicTemplate.Parse(
        "template.yaml",
        $$$"""
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: { Runtime: provided.al2023, Handler: H, CodeUri: c, Events: { E: { Type: S3, Properties: { {{{properties}}} } } } {{{function}}} }
          B: { Type: AWS::S3::Bucket, Properties: { BucketName: staging-dev } }
          Q: { Type: AWS::SQS::Queue, Properties: { QueueName: failed-dev } }
        """,
        new Dictionary<string, string>());
}

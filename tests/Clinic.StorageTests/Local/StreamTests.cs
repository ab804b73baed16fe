using System.Globalization;
using Clinic.Local.Aws.DynamoDb;
using Xunit;

namespace Clinic.StorageTests.Local;

public sealed class StreamTests(DynamoDbFixture dynamo) : IClassFixture<DynamoDbFixture>
{
    private const string ToTheQueue = ", DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Queue.Arn } }";

    [Fact]
    public async Task Every_record_reaches_the_function_once_and_in_order()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database, ", BatchSize: 7");
        var names = Enumerable.Range(100, 40).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();

        foreach (var name in names)
            await stream.PutAsync(name);
        await stream.UntilDoneAsync(names[^1]);

        Assert.Equal(names, stream.Done);
        Assert.All(stream.Batches, batch => Assert.InRange(batch.Split(' ').Length, 1, 7));
        Assert.Empty(stream.GivenUp);
    }

    [Fact]
    public async Task The_event_has_Lambdas_shape()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database);

        await stream.PutAsync("a", "nothing");
        await stream.UntilDoneAsync("a");

        var record = stream.Events[0]["Records"]![0]!.AsObject();
        Assert.Equal(
            ["awsRegion", "dynamodb", "eventID", "eventName", "eventSource", "eventSourceARN", "eventVersion"],
            record.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("INSERT", "aws:dynamodb", "us-east-1"), ((string?)record["eventName"], (string?)record["eventSource"], (string?)record["awsRegion"]));
        Assert.Matches("^arn:aws:dynamodb:.*:table/stream-.*/stream/", (string?)record["eventSourceARN"]);
        var change = record["dynamodb"]!.AsObject();
        Assert.Equal(
            ["ApproximateCreationDateTime", "Keys", "NewImage", "SequenceNumber", "SizeBytes", "StreamViewType"],
            change.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"id":{"S":"a"},"do":{"S":"nothing"}}""".Length, change["NewImage"]!.ToJsonString().Length);
        Assert.Equal("NEW_IMAGE", (string?)change["StreamViewType"]);
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch.AddSeconds((double)change["ApproximateCreationDateTime"]!);
        Assert.InRange(age.TotalMinutes, -2, 2);
    }

    [Fact]
    public async Task What_the_filter_keeps_out_does_not_reach_the_function()
    {
        await using var stream = await StreamFixture.StartAsync(
            dynamo.Database, """, FilterCriteria: { Filters: [ { Pattern: '{"eventName":["INSERT"]}' } ] }""");

        await stream.PutAsync("a");
        await stream.PutAsync("a", "nothing");
        await stream.DeleteAsync("a");
        await stream.PutAsync("b");
        await stream.UntilDoneAsync("b");

        Assert.Equal(["a", "b"], stream.Done);
    }

    [Fact]
    public async Task A_batch_goes_on_at_the_first_record_that_failed()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database, ", MaximumBatchingWindowInSeconds: 2, BatchSize: 4");

        await PutAsync(stream, ("a", ""), ("b", ""), ("c", "refuse once"), ("d", ""));
        await stream.UntilDoneAsync("d");

        Assert.Equal(["a", "b", "c", "d"], stream.Done);
        Assert.Equal(["a b c d", "c d"], stream.Batches);
    }

    [Fact]
    public async Task A_record_that_always_fails_ends_in_the_queue_and_holds_up_nobody_for_ever()
    {
        await using var stream = await StreamFixture.StartAsync(
            dynamo.Database, ", MaximumBatchingWindowInSeconds: 2, BatchSize: 4, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 2" + ToTheQueue);

        await PutAsync(stream, ("a", ""), ("b", "refuse"), ("c", ""), ("d", ""));
        await stream.UntilDoneAsync("d");

        Assert.Equal(["a", "c", "d"], stream.Done);
        var failure = Assert.Single(stream.GivenUp);
        Assert.Equal("RetryAttemptsExhausted", (string?)failure["requestContext"]!["condition"]);
        Assert.Equal(1, (int?)failure["DDBStreamBatchInfo"]!["batchSize"]);
        var lost = stream.Events[0]["Records"]!.AsArray().Single(record => (string?)record!["dynamodb"]!["Keys"]!["id"]!["S"] == "b")!;
        Assert.Equal((string?)lost["dynamodb"]!["SequenceNumber"], (string?)failure["DDBStreamBatchInfo"]!["startSequenceNumber"]);
        Assert.Equal((string?)lost["eventSourceARN"], (string?)failure["DDBStreamBatchInfo"]!["streamArn"]);
    }

    [Fact]
    public async Task A_batch_in_which_the_function_throws_is_split_until_the_record_is_alone()
    {
        await using var stream = await StreamFixture.StartAsync(
            dynamo.Database, ", MaximumBatchingWindowInSeconds: 2, BatchSize: 4, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1" + ToTheQueue);

        await PutAsync(stream, ("a", ""), ("b", ""), ("c", "throw"), ("d", ""));
        await stream.UntilDoneAsync("d");

        Assert.Equal(["a b c d", "a b", "c d", "c", "c", "d"], stream.Batches);
        var failure = Assert.Single(stream.GivenUp);
        Assert.Equal(("Unhandled", 4), ((string?)failure["responseContext"]!["functionError"], (int?)failure["requestContext"]!["approximateInvokeCount"]));
    }

    [Fact]
    public async Task A_record_that_is_too_old_ends_in_the_queue_without_an_invocation()
    {
        await using var stream = await StreamFixture.StartAsync(
            dynamo.Database, ", MaximumRecordAgeInSeconds: 3600" + ToTheQueue, new TimeFromNow(TimeSpan.FromHours(2)));

        await stream.PutAsync("a");
        await stream.UntilAsync(() => stream.GivenUp.Count > 0, "the record is given up");

        var request = Assert.Single(stream.GivenUp)["requestContext"]!;
        Assert.Equal(("RecordAgeExceeded", 0), ((string?)request["condition"], (int?)request["approximateInvokeCount"]));
        Assert.Empty(stream.Batches);
    }

    [Fact]
    public async Task A_batch_in_which_the_process_dies_is_handed_over_again()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database, ", MaximumBatchingWindowInSeconds: 2, BatchSize: 3");

        await PutAsync(stream, ("a", ""), ("b", "crash once"), ("c", ""));
        await stream.UntilDoneAsync("c");

        Assert.Equal(["a b c", "a b c"], stream.Batches);
        Assert.Equal(["a", "a", "b", "c"], stream.Done);
    }

    [Fact]
    public async Task A_restart_of_the_host_loses_nothing_and_repeats_nothing()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database);
        await stream.PutAsync("a");
        await stream.UntilDoneAsync("a");

        await stream.StopAsync();
        await stream.PutAsync("b");
        stream.Restart();
        await stream.UntilDoneAsync("b");

        Assert.Equal(["a", "b"], stream.Done);
    }

    [Fact]
    public async Task An_invocation_under_way_is_waited_for_when_the_host_stops()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database);
        await stream.PutAsync("a", "sleep 500");
        await stream.UntilAsync(() => stream.Batches.Count > 0, "the function has the batch");

        await stream.StopAsync();
        Assert.Equal(["a"], stream.Done);
        stream.Restart();
        await stream.PutAsync("b");
        await stream.UntilDoneAsync("b");

        Assert.Equal(["a", "b"], stream.Done);
    }

    [Fact]
    public async Task A_table_that_was_made_anew_is_read_from_its_beginning()
    {
        await using var stream = await StreamFixture.StartAsync(dynamo.Database);
        await stream.PutAsync("a");
        await stream.UntilDoneAsync("a");

        await stream.DeleteTableAsync();
        await stream.CreateTableAsync();
        await stream.PutAsync("b");
        await stream.UntilDoneAsync("b");

        Assert.Equal(["a", "b"], stream.Done);
    }

    [Fact]
    public async Task A_database_that_goes_away_and_comes_back_with_its_data_is_read_on()
    {
        var options = new DynamoDbLocalOptions { Endpoint = null, DataDirectory = Directory.CreateTempSubdirectory("clinic-stream-data-").FullName };
        var database = await DynamoDbLocal.StartAsync(options);
        await using (var stream = await StreamFixture.StartAsync(database))
        {
            await stream.PutAsync("a");
            await stream.UntilDoneAsync("a");
            await stream.PutAsync("b", "sleep 2000");
            await stream.UntilAsync(() => stream.Batches.Contains("b"), "the function has b");

            await database.DisposeAsync();
            await stream.UntilAsync(() => stream.Progress.Any(line => line.Contains("cannot be read", StringComparison.Ordinal)), "the poller notices");
            database = await DynamoDbLocal.StartAsync(options with { Port = new Uri(database.ServiceUrl).Port });
            await stream.PutAsync("c");
            await stream.UntilDoneAsync("c");

            Assert.Equal(["a", "b", "c"], stream.Done);
            Assert.EndsWith("is read again.", stream.Progress[^1], StringComparison.Ordinal);
        }
        await database.DisposeAsync();
        Directory.Delete(options.DataDirectory, recursive: true);
    }

    private sealed class TimeFromNow(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }

    private static async Task PutAsync(StreamFixture stream, params (string Id, string Order)[] items)
    {
        foreach (var (id, order) in items)
            await stream.PutAsync(id, order);
    }
}

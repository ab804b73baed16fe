using System.Text.Json.Nodes;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.Sqs;
using Clinic.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.StorageTests.Local;

/// <summary>What a bucket's notifications go through: retries after a minute and after two more, then the queue for failures.</summary>
public sealed class AsyncInvocationsTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly string folder = Directory.CreateTempSubdirectory("clinic-async-").FullName;
    private readonly LambdaFixture lambda = LambdaFixture.Start();
    private readonly FakeTimeProvider time = A.Clock();
    private readonly QueueService queues;

    public AsyncInvocationsTests() => queues = new QueueService([LambdaFixture.FailureQueue], null, time);

    private string StatePath => Path.Combine(folder, "invocations.json");

    [Fact]
    public async Task An_invocation_that_succeeds_is_done()
    {
        await using var invocations = Start();

        invocations.Post(LambdaFixture.Function, """{"do":"echo"}""");

        await UntilAsync(() => Pending() is []);
        Assert.Empty(Failures());
    }

    [Fact]
    public async Task One_that_fails_is_tried_again_after_a_minute_and_after_two_more_and_then_told_to_the_queue()
    {
        await using var invocations = Start();

        invocations.Post(LambdaFixture.Function, """{"do":"fail"}""");
        await AttemptsAsync(1);
        await AssertNothingHappensAsync(TimeSpan.FromMinutes(1) - Second, 1);
        time.Advance(Second);
        await AttemptsAsync(2);
        await AssertNothingHappensAsync(TimeSpan.FromMinutes(2) - Second, 2);
        time.Advance(Second);
        await UntilAsync(() => Failures().Count == 1);

        var told = JsonNode.Parse(Failures()[0].Body)!;
        Assert.Equal(("RetriesExhausted", 3), (told["requestContext"]!["condition"]!.GetValue<string>(), told["requestContext"]!["approximateInvokeCount"]!.GetValue<int>()));
        Assert.Equal("""{"do":"fail"}""", told["requestPayload"]!.ToJsonString());
        Assert.Equal("Test.Error", told["responsePayload"]!["errorType"]!.GetValue<string>());
        await UntilAsync(() => Pending() is []);
    }

    [Fact]
    public async Task A_process_that_crashes_has_failed_too()
    {
        await using var invocations = Start();

        invocations.Post(LambdaFixture.Function, """{"do":"crash"}""");

        await AttemptsAsync(1);
    }

    [Fact]
    public async Task What_a_host_leaves_undone_is_done_by_the_next_one()
    {
        await using (var invocations = Start())
        {
            invocations.Post(LambdaFixture.Function, """{"do":"fail"}""");
            await AttemptsAsync(1);
        }
        time.Advance(TimeSpan.FromHours(7));

        await using var next = Start();

        await UntilAsync(() => Failures().Count == 1);
        Assert.Equal("EventAgeExceeded", JsonNode.Parse(Failures()[0].Body)!["requestContext"]!["condition"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        await lambda.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private AsyncInvocations Start()
    {
        var invocations = new AsyncInvocations(lambda.Lambda, queues, StatePath, time);
        invocations.Start();
        return invocations;
    }

    private IReadOnlyList<QueuedMessage> Failures() => queues.List()[LambdaFixture.FailureQueue];

    /// <summary>How often each that is not done has failed, as the next host would read it.</summary>
    private IReadOnlyList<int>? Pending() =>
        File.Exists(StatePath) ? [.. JsonNode.Parse(File.ReadAllText(StatePath))!.AsArray().Select(invocation => invocation!["attempts"]!.GetValue<int>())] : null;

    private Task AttemptsAsync(int count) => UntilAsync(() => Pending() is [var attempts] && attempts == count);

    private async Task AssertNothingHappensAsync(TimeSpan during, int attempts)
    {
        await Task.Delay(100); // until it waits
        time.Advance(during);
        await Task.Delay(300);
        Assert.Equal([attempts], Pending());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30); !condition(); await Task.Delay(20))
            Assert.True(TimeProvider.System.GetUtcNow() < end, "It did not happen.");
    }
}

using System.Text.Json.Nodes;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class ScheduleClockTests : IDisposable
{
    private static readonly Invocation answer = new(ReadOnlyMemory<byte>.Empty, null);
    private readonly FakeTimeProvider time = new(Records.Noon);
    private readonly CancellationTokenSource stop = new();

    public void Dispose() => stop.Dispose();

    [Fact]
    public async Task A_function_is_invoked_after_every_full_period()
    {
        var times = new List<string>();
        var invoked = new SemaphoreSlim(0);
        var running = Start((function, payload) =>
        {
            times.Add($"{function} {(string?)JsonNode.Parse(payload.Span)!["time"]}");
            invoked.Release();
            return Task.FromResult(answer);
        });

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(times);
        time.Advance(TimeSpan.FromSeconds(1));
        await invoked.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(60));
        await invoked.WaitAsync();
        await stop.CancelAsync();
        await running;

        Assert.Equal(["F 2026-11-22T12:01:00Z", "F 2026-11-22T12:02:00Z"], times);
    }

    [Fact]
    public async Task It_is_not_invoked_while_the_time_before_still_runs()
    {
        var count = 0;
        var invoked = new SemaphoreSlim(0);
        var first = new TaskCompletionSource<Invocation>();
        var running = Start((_, _) =>
        {
            count++;
            invoked.Release();
            return count == 1 ? first.Task : Task.FromResult(answer);
        });

        time.Advance(TimeSpan.FromMinutes(1));
        await invoked.WaitAsync();
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, count);
        first.SetResult(answer);
        await invoked.WaitAsync();
        await stop.CancelAsync();
        await running;

        Assert.Equal(2, count);
    }

    [Fact]
    public async Task Being_turned_away_does_not_end_it()
    {
        var count = 0;
        var invoked = new SemaphoreSlim(0);
        var running = Start((_, _) =>
        {
            invoked.Release();
            return ++count == 1 ? throw new TooManyInvocationsException("F") : Task.FromResult(answer);
        });

        time.Advance(TimeSpan.FromMinutes(1));
        await invoked.WaitAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await invoked.WaitAsync();
        await stop.CancelAsync();
        await running;

        Assert.Equal(2, count);
    }

    private Task Start(Func<string, ReadOnlyMemory<byte>, Task<Invocation>> invoke) =>
        new ScheduleClock(new ScheduleTrigger("F", "E", TimeSpan.FromMinutes(1)), invoke, time).RunAsync(stop.Token);
}

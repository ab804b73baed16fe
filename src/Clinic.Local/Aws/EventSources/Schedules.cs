using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Invokes a function once in every period, the first time after one period, and not while the previous invocation still runs. An
/// invocation that fails is in the function's log, and the next one is on time.
/// </summary>
internal sealed class ScheduleClock(ScheduleTrigger trigger, Func<string, ReadOnlyMemory<byte>, Task<Invocation>> invoke, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var clock = new PeriodicTimer(trigger.Period, time);
        try
        {
            while (await clock.WaitForNextTickAsync(stop))
                await InvokeAsync();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task InvokeAsync()
    {
        try
        {
            await invoke(trigger.Function, ScheduledEvent.Of(trigger, time.GetUtcNow()));
        }
        catch (TooManyInvocationsException)
        {
            // Other invocations keep the function busy; there will be another tick.
        }
    }
}

/// <summary>What EventBridge sends when a rule is due.</summary>
internal static class ScheduledEvent
{
    public static ReadOnlyMemory<byte> Of(ScheduleTrigger trigger, DateTimeOffset now) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.CreateVersion7(now).ToString(),
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = PhysicalIds.AccountId,
        ["time"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["region"] = PhysicalIds.Region,
        ["resources"] = new JsonArray($"arn:aws:events:{PhysicalIds.Region}:{PhysicalIds.AccountId}:rule/{trigger.Function}{trigger.Event}"),
        ["detail"] = new JsonObject(),
    }.ToJsonString());
}

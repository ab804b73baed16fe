using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Clinic.Core.Storage;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.MessageDelivery;

/// <summary>
/// The worker's events: new messages from the table's stream; every minute the schedule, whose event has neither records nor a
/// mode; and by hand <c>{"mode":"requeue"}</c> and <c>{"mode":"assign"}</c>. The schedule's sweep takes up what the stream left:
/// messages that wait for their next attempt or their turn, messages that were requeued, and those whose batch was given up.
/// </summary>
internal sealed partial class DeliveryHandler(Delivery delivery, DynamoDeliveryStore store, DynamoRecipientRepair recipients, SendPace pace, ILogger logger, TimeProvider time)
{
    private const int SweepParallelism = 10;
    private readonly Contention contention = new(time);

    /// <summary>Within this time a crashed process's claim ends, so that the stream's retry finds the message free.</summary>
    private static readonly TimeSpan StreamPatience = Delivery.Lease + TimeSpan.FromSeconds(2);

    /// <summary>The stream delivers younger messages.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromSeconds(30);

    /// <summary>After this time nothing new is begun, so that what is under way ends before the function's time is over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public async Task<DeliveryResponse> HandleAsync(DeliveryEvent @event, ILambdaContext context)
    {
        switch (@event)
        {
            case { Records: { } records }:
                var failures = await Task.WhenAll(records.Select(DeliverAsync));
                return new DeliveryResponse([.. failures.OfType<FailedRecord>()]);
            case { Mode: null }:
                await SweepAsync();
                return new DeliveryResponse();
            case { Mode: MessageRepair.Requeue }:
                return await RepairAsync(@event, after => RequeueAsync(after, context.AwsRequestId));
            case { Mode: MessageRepair.Assign }:
                return await RepairAsync(@event, recipients.AssignAsync);
            default:
                throw new ArgumentException($"mode must be {MessageRepair.Requeue} or {MessageRepair.Assign}.");
        }
    }

    private async Task SweepAsync()
    {
        var end = time.GetUtcNow() + Patience;
        var due = store.ListDueAsync(time.GetUtcNow() - SweepAge).TakeWhile(_ => pace.Next <= end);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = SweepParallelism }, async (id, _) =>
        {
            try
            {
                await delivery.AttemptAsync(id, end);
            }
            catch (Exception error)
            {
                LogFailure(logger, error, id); // the next sweep finds it again
            }
        });
    }

    /// <summary>Repairs page by page, as many pages as there is time for.</summary>
    private async Task<DeliveryResponse> RepairAsync(DeliveryEvent repair, Func<string?, Task<MessageRepairOutcome>> repairPage)
    {
        var end = time.GetUtcNow() + Patience;
        var done = new MessageRepairOutcome(0, 0, repair.After);
        do
        {
            var page = await repairPage(done.After);
            done = new MessageRepairOutcome(done.Changed + page.Changed, done.Left + page.Left, page.After);
        }
        while (done.After is not null && time.GetUtcNow() < end);
        LogRepaired(logger, repair.Mode!, done.Changed, done.Left);
        return new DeliveryResponse(Changed: done.Changed, Left: done.Left, After: done.After);
    }

    private async Task<MessageRepairOutcome> RequeueAsync(string? after, string requestId)
    {
        var (requeued, left) = (0, 0);
        (var failed, after) = await store.ReadFailedAsync(after);
        foreach (var (id, senderId) in failed)
        {
            if (await contention.RetryAsync(() => store.RequeueAsync(id, senderId, requestId)))
                requeued++;
            else
                left++;
        }
        return new MessageRepairOutcome(requeued, left, after);
    }

    private async Task<FailedRecord?> DeliverAsync(StreamRecord record)
    {
        var id = record.Dynamodb.Keys.Id.S;
        try
        {
            await delivery.DeliverAsync(id, time.GetUtcNow() + StreamPatience);
            return null;
        }
        catch (Exception error)
        {
            LogFailure(logger, error, id);
            return new FailedRecord(record.Dynamodb.SequenceNumber);
        }
    }

    [LoggerMessage(6005, LogLevel.Error, "Message {id} could not be delivered yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);

    [LoggerMessage(6006, LogLevel.Information, "Repair {mode}: {changed} messages changed, {left} left as they are")]
    private static partial void LogRepaired(ILogger logger, string mode, int changed, int left);
}

/// <summary>A batch of the stream, the schedule's event, or a <see cref="MessageRepair"/>: the members of the others are null.</summary>
internal sealed record DeliveryEvent(IReadOnlyList<StreamRecord>? Records = null, string? Mode = null, string? After = null);

/// <summary>What is read of a change in the messages table: the message's id, and its position in the stream.</summary>
internal sealed record StreamRecord(StreamChange Dynamodb);

internal sealed record StreamChange(MessageKey Keys, string SequenceNumber);

internal sealed record MessageKey(TextAttribute Id);

internal sealed record TextAttribute(string S);

/// <summary>The response to a batch (Lambda goes back to the first record that failed), or a <see cref="MessageRepairOutcome"/>.</summary>
internal sealed record DeliveryResponse(IReadOnlyList<FailedRecord>? BatchItemFailures = null, int? Changed = null, int? Left = null, string? After = null);

internal sealed record FailedRecord([property: JsonPropertyName("itemIdentifier")] string SequenceNumber);

/// <summary>The worker's events and responses. AWS names some members in Pascal case, some in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryEvent))]
[JsonSerializable(typeof(DeliveryResponse))]
internal sealed partial class DeliveryJson : JsonSerializerContext;

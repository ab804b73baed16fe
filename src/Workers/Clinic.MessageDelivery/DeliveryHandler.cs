using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Clinic.Core.Messages;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.MessageDelivery;

/// <summary>
/// The worker's two events: new messages from the table's stream, and every minute the schedule, whose event has no records. The
/// schedule's sweep takes up what the stream left: messages that wait for their next attempt, and those whose batch was given up.
/// </summary>
internal sealed partial class DeliveryHandler(Delivery delivery, DynamoDeliveryStore store, ILogger logger, TimeProvider time)
{
    private const int SweepLimit = 50;
    private const int SweepParallelism = 10;

    /// <summary>A crashed process's claim ends within it, so that the stream's retry finds the message free.</summary>
    private static readonly TimeSpan StreamPatience = Delivery.Lease + TimeSpan.FromSeconds(2);

    /// <summary>A younger message is the stream's.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromSeconds(30);

    public async Task<StreamsEventResponse> HandleAsync(DynamoDBEvent @event, ILambdaContext context)
    {
        if (@event.Records is null)
        {
            await SweepAsync();
            return new StreamsEventResponse();
        }
        var failures = await Task.WhenAll(@event.Records.Select(DeliverAsync));
        return new StreamsEventResponse { BatchItemFailures = [.. failures.OfType<StreamsEventResponse.BatchItemFailure>()] };
    }

    private async Task SweepAsync()
    {
        var due = await store.ListDueAsync(time.GetUtcNow() - SweepAge, SweepLimit);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = SweepParallelism }, async (id, _) =>
        {
            try
            {
                await delivery.DeliverAsync(id, TimeSpan.Zero);
            }
            catch (Exception error)
            {
                LogFailure(logger, error, id); // the next sweep finds it again
            }
        });
    }

    private async Task<StreamsEventResponse.BatchItemFailure?> DeliverAsync(DynamoDBEvent.DynamodbStreamRecord record)
    {
        var id = record.Dynamodb.Keys["id"].S;
        try
        {
            await delivery.DeliverAsync(id, StreamPatience);
            return null;
        }
        catch (Exception error)
        {
            LogFailure(logger, error, id);
            return new StreamsEventResponse.BatchItemFailure { ItemIdentifier = record.Dynamodb.SequenceNumber };
        }
    }

    [LoggerMessage(10, LogLevel.Error, "Message {id} could not be delivered yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

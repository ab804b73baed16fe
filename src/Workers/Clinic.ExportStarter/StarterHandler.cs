using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.ExportStarter;

/// <summary>Starts the state machine for every export that the stream brings. The execution has the export's id as its name, so that a second start changes nothing.</summary>
internal sealed partial class StarterHandler(IAmazonStepFunctions machines, string stateMachine, ILogger logger)
{
    public async Task<StreamsEventResponse> HandleAsync(DynamoDBEvent @event, ILambdaContext context)
    {
        var failures = new List<StreamsEventResponse.BatchItemFailure>();
        foreach (var record in @event.Records ?? [])
        {
            var id = record.Dynamodb.Keys["id"].S;
            try
            {
                await machines.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = stateMachine, Name = id, Input = $$"""{"exportId":"{{id}}"}""" });
            }
            catch (ExecutionAlreadyExistsException)
            {
                // Started before a crash: it runs, or has ended.
            }
            catch (Exception error)
            {
                LogFailure(logger, error, id);
                failures.Add(new StreamsEventResponse.BatchItemFailure { ItemIdentifier = record.Dynamodb.SequenceNumber });
                break; // the stream comes again with this record and what is behind it
            }
        }
        return new StreamsEventResponse { BatchItemFailures = failures };
    }

    [LoggerMessage(1, LogLevel.Error, "Export {id} could not be started yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

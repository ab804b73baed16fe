using Amazon.Lambda.Core;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.ExportStarter;

/// <summary>Starts the state machine for every export that the stream brings. The execution has the export's id as its name, so that a second start changes nothing.</summary>
internal sealed partial class StarterHandler(IAmazonStepFunctions machines, string stateMachine, ILogger logger)
{
    public async Task<StarterResponse> HandleAsync(StarterEvent @event, ILambdaContext context)
    {
        var failures = new List<FailedRecord>();
        foreach (var record in @event.Records)
        {
            var id = record.Dynamodb.Keys.Id.S;
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
                failures.Add(new FailedRecord(record.Dynamodb.SequenceNumber));
                break; // the stream comes again with this record and what is behind it
            }
        }
        return new StarterResponse(failures);
    }

    [LoggerMessage(1, LogLevel.Error, "Export {id} could not be started yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

using Clinic.Core.Errors;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Anonymization.Tasks;

/// <summary>The state machine's tasks, told apart by name. The log gets an error's type and place. The machine's history gets no message, which could hold what a person has written.</summary>
internal sealed partial class TaskHandler(IdentifyTask identify, MaskTask mask, DeidentifyTask deidentify, DynamoExportProgress progress, ILogger logger)
{
    public async Task<TaskAnswer> HandleAsync(TaskRequest? asked)
    {
        var request = asked ?? throw new ArgumentException("The event is no task.");
        try
        {
            var next = request.Task switch
            {
                "identify" => await identify.RunAsync(request),
                "mask" => await mask.RunAsync(request),
                "de-identify" => await deidentify.RunAsync(request),
                "fail" => await FailAsync(request),
                _ => throw new ArgumentException("There is no such task."),
            };
            LogDone(logger, request.ExportId, request.Task, request.Part);
            return next;
        }
        catch (Exception error)
        {
            LogFailed(logger, error, request.ExportId, request.Task, request.Part);
            throw new TaskFailedException(request.Task, error.GetType().Name);
        }
    }

    private async Task<TaskAnswer> FailAsync(TaskRequest request)
    {
        await progress.MarkFailedAsync(request.ExportId, "The export could not be made. Ask for a new one; the log tells why.");
        return new TaskAnswer(request.ExportId, request.Part, request.Parts, false);
    }

    [LoggerMessage(3001, LogLevel.Information, "Export {id}: {task} of part {part} is done")]
    private static partial void LogDone(ILogger logger, string id, string task, int part);

    [LoggerMessage(3002, LogLevel.Error, "Export {id}: {task} of part {part} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string id, string task, int part);
}

/// <summary>A task failed; the state machine retries it.</summary>
internal sealed class TaskFailedException(string task, string errorType) : FunctionFailedException($"The task {task} failed: {errorType}.");

/// <summary>What the state machine asks for: one step of one part of an export. The work itself is in the export bucket.</summary>
/// <param name="Year">The year in which the export was asked for. All steps use it, whenever they run.</param>
/// <param name="Execution">The name of the execution, which claims the export with its first task.</param>
internal sealed record TaskRequest(string Task, string ExportId, int Part = 1, int Parts = 1, int Year = 0, string Execution = "");

/// <summary>The next part, and whether there is one.</summary>
/// <param name="Claimed">False when the export is another execution's, has ended or is not there. Then the execution just ends.</param>
internal sealed record TaskAnswer(string ExportId, int Part, int Parts, bool More, int Year = 0, bool Claimed = true);

/// <summary>The export has failed already, so there is nothing to continue.</summary>
internal sealed class ExportEndedException() : Exception("The export has ended.");

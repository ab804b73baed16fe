using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Storage;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.AgendaSweep;

/// <summary>
/// Every five minutes: finishes what crashes have left of the agenda, namely series without all of their appointments and appointments
/// that the rollups have not counted as done. Two sweeps at once do no harm.
/// </summary>
internal sealed partial class SweepHandler(DynamoSeries series, Contention contention, ILogger logger)
{
    /// <exception cref="FunctionFailedException">Not everything could be finished, though all of it was tried.</exception>
    public async Task HandleAsync()
    {
        var failures = 0;
        foreach (var id in await series.ListUnfinishedAsync())
        {
            try
            {
                if (await contention.RetryAsync(() => series.FinishAsync(id)))
                    LogFinished(logger, id);
            }
            catch (Exception error)
            {
                LogFailure(logger, error, id);
                failures++;
            }
        }
        if (failures > 0)
            throw new FunctionFailedException($"{failures} could not be finished: the function's log names them.");
    }

    [LoggerMessage(7001, LogLevel.Information, "Series or appointment {id} finished")]
    private static partial void LogFinished(ILogger logger, string id);

    [LoggerMessage(7002, LogLevel.Error, "Series or appointment {id} could not be finished")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

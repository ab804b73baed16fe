using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.AgendaSweep;

/// <summary>
/// Every five minutes: finishes what crashes have left, namely series without all of their appointments, appointments that the rollups
/// have not counted as done, and group sessions without all of their sessions. Two sweeps at once do no harm.
/// </summary>
internal sealed partial class SweepHandler(DynamoSeries series, GroupSessionService groups, Contention contention, ILogger logger)
{
    /// <exception cref="FunctionFailedException">Not everything could be finished, though all of it was tried.</exception>
    public async Task HandleAsync()
    {
        var failures = 0;
        foreach (var id in await series.ListUnfinishedAsync())
            failures += await TryFinishAsync(id, () => contention.RetryAsync(() => series.FinishAsync(id)));
        foreach (var id in await groups.ListUnfinishedAsync())
            failures += await TryFinishAsync(id, () => groups.FinishAsync(id));
        if (failures > 0)
            throw new FunctionFailedException($"{failures} could not be finished: the function's log names them.");
    }

    /// <returns>How many could not be finished: none or one.</returns>
    private async Task<int> TryFinishAsync(string id, Func<Task<bool>> finish)
    {
        try
        {
            if (await finish())
                LogFinished(logger, id);
            return 0;
        }
        catch (Exception error)
        {
            LogFailure(logger, error, id);
            return 1;
        }
    }

    [LoggerMessage(7001, LogLevel.Information, "Series, appointment or group session {id} finished")]
    private static partial void LogFinished(ILogger logger, string id);

    [LoggerMessage(7002, LogLevel.Error, "Series, appointment or group session {id} could not be finished")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.AgendaSweep;

/// <summary>
/// Every five minutes: finishes what crashes have left, namely series without all of their appointments, appointments that the rollups
/// have not counted as done, and group sessions without all of their sessions; and keeps the heads of patients' chains when their day is over.
/// Two sweeps at once do no harm.
/// </summary>
internal sealed partial class SweepHandler(DynamoSeries series, GroupSessionService groups, HeadKeeping heads, Contention contention, ILogger logger)
{
    /// <exception cref="FunctionFailedException">Not everything could be finished, though all of it was tried.</exception>
    public async Task HandleAsync()
    {
        var failures = await FinishAsync(await series.ListUnfinishedAsync(), async id =>
        {
            if (await contention.RetryAsync(() => series.FinishAsync(id)))
                LogFinished(logger, id);
        });
        failures += await FinishAsync(await groups.ListUnfinishedAsync(), async id =>
        {
            if (await groups.FinishAsync(id))
                LogFinished(logger, id);
        });
        failures += await FinishAsync(await heads.ListDueAsync(), async id =>
        {
            if (await heads.KeepAsync(id))
                LogKept(logger, id);
        });
        if (failures > 0)
            throw new FunctionFailedException($"{failures} could not be finished: the function's log names them.");
    }

    /// <returns>How many have failed.</returns>
    private async Task<int> FinishAsync(IEnumerable<string> ids, Func<string, Task> finish)
    {
        var failures = 0;
        foreach (var id in ids)
        {
            try
            {
                await finish(id);
            }
            catch (Exception error)
            {
                LogFailure(logger, error, id);
                failures++;
            }
        }
        return failures;
    }

    [LoggerMessage(7001, LogLevel.Information, "Series, appointment or group session {id} finished")]
    private static partial void LogFinished(ILogger logger, string id);

    [LoggerMessage(7002, LogLevel.Error, "Series, appointment, group session or head of the patient's chain {id} could not be finished")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);

    [LoggerMessage(7003, LogLevel.Information, "The head of the chain of {id} is kept")]
    private static partial void LogKept(ILogger logger, string id);
}

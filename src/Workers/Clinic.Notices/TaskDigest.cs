using System.Globalization;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Notices;

/// <summary>Mails everybody in the morning how many tasks of theirs are due, once a day.</summary>
/// <param name="hour">On the clinic's clock; null for no digest.</param>
internal sealed partial class TaskDigest(
    DynamoDigestStore store, DynamoUsers users, NoticeMessages messages, ClinicCalendar calendar, int? hour, ILogger logger, TimeProvider time)
{
    /// <param name="text">An hour from 0 to 23; null for no digest.</param>
    /// <exception cref="InvalidOperationException">It is no such hour.</exception>
    public static int? ParseHour(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour <= 23 ? hour
        : throw new InvalidOperationException($"DIGEST_HOUR must be an hour from 0 to 23, such as 8; it is {text}.");

    /// <exception cref="FunctionFailedException">Not everybody could be told, though all of it was tried.</exception>
    public async Task TellAsync()
    {
        var (today, clock) = calendar.LocalOf(time.GetUtcNow());
        if (hour is null || clock.Hour < hour || await store.IsToldAsync(today))
            return;
        var failures = 0;
        foreach (var (userId, count) in await CountAsync(today))
        {
            try
            {
                await store.TellAsync(userId, today, await messages.OfDueTasksAsync(userId, count, today));
            }
            catch (Exception error)
            {
                LogFailure(logger, error, userId);
                failures++;
            }
        }
        if (failures > 0)
            throw new FunctionFailedException($"{failures} digests could not be written: the function's log names whose.");
        await store.EndAsync(today);
    }

    /// <summary>Of a thanatologist's tasks those of patients whom they still have.</summary>
    private async Task<IEnumerable<(string UserId, int Count)>> CountAsync(DateOnly today)
    {
        var due = await store.ListDueAsync(today);
        var people = (await users.FindSummariesAsync(due.SelectMany(task => new[] { task.AssigneeId, task.PatientId }), time)).ToDictionary(user => user.Id);
        return due.Where(task => people.GetValueOrDefault(task.AssigneeId)?.Role is Role.Admin || people.GetValueOrDefault(task.PatientId)?.Record?.ThanatologistId == task.AssigneeId)
            .CountBy(task => task.AssigneeId).Select(one => (one.Key, one.Value));
    }

    [LoggerMessage(8002, LogLevel.Error, "The digest of user {id} could not be written yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

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
        foreach (var ((userId, isAdmin), count) in await CountAsync(today))
        {
            try
            {
                await store.TellAsync(userId, today, await messages.OfDueTasksAsync(userId, isAdmin, count, today));
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

    /// <summary>What no active admin is to do is for whoever has the patient's record now.</summary>
    private async Task<IEnumerable<KeyValuePair<(string UserId, bool IsAdmin), int>>> CountAsync(DateOnly today)
    {
        var due = await store.ListDueAsync(today);
        var people = (await users.FindSummariesAsync(due.SelectMany(task => new[] { task.AssigneeId, task.PatientId }), time)).ToDictionary(user => user.Id);
        return due.Select(task => people.GetValueOrDefault(task.AssigneeId) is { Role: Role.Admin, Status: UserStatus.Active }
                ? (task.AssigneeId, IsAdmin: true)
                : (people[task.PatientId].Record!.ThanatologistId!, IsAdmin: false))
            .CountBy(told => told);
    }

    [LoggerMessage(8002, LogLevel.Error, "The digest of user {id} could not be written yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

namespace Clinic.Core.Care;

/// <summary>The tasks for 3, 6, 9 and 12 months after a loss whose day is known, if it is to be followed up.</summary>
internal static class FollowUps
{
    private static readonly int[] Months = [3, 6, 9, 12];

    /// <summary>
    /// What a loss, as it is now, changes of the tasks that there are for it: the missing ones from today on are made, open ones move with its
    /// day, into the past too, and those that it asks for no more are dropped. What a person has done or dropped stays so. Whatever is made,
    /// moved or taken up again goes to whoever has the record now.
    /// </summary>
    /// <returns>Each task as it was, null where there was none, and as it will be.</returns>
    public static IReadOnlyList<(CareTask? Before, CareTask After)> Plan(Loss loss, string assigneeId, IReadOnlyCollection<CareTask> existing, DateOnly today) =>
    [
        .. Months.Select(months => (Before: existing.FirstOrDefault(task => task.Months == months), After: After(loss, months, assigneeId, existing.FirstOrDefault(task => task.Months == months), today)))
            .Where(task => task.After is not null && task.After != task.Before)
            .Select(task => (task.Before, task.After!)),
    ];

    private static CareTask? After(Loss loss, int months, string assigneeId, CareTask? before, DateOnly today)
    {
        var asked = loss is { RemovedAt: null, FollowUp: true, Date.Day: { } day } ? day.AddMonths(months) : (DateOnly?)null;
        return (before, asked) switch
        {
            (null, { } due) when due >= today =>
                new CareTask(loss.PatientId, loss.Id, months, assigneeId, $"Seguimiento a los {months} meses.", due, CareTaskStatus.Open, null, false, 1),
            ({ Status: CareTaskStatus.Open }, null) => before with { Status = CareTaskStatus.Dropped, TakenBack = true, Version = before.Version + 1 },
            ({ Status: CareTaskStatus.Open }, { } due) when due != before.Due => before with { AssigneeId = assigneeId, Due = due, Version = before.Version + 1 },
            ({ TakenBack: true }, { } due) when due >= today =>
                before with { AssigneeId = assigneeId, Status = CareTaskStatus.Open, TakenBack = false, Due = due, Version = before.Version + 1 },
            _ => before,
        };
    }
}

using Amazon.DynamoDBv2;
using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Notices;

/// <summary>Mails the thanatologist and the admins that nobody has looked at a grave alert, and again every day until somebody does.</summary>
/// <param name="apiUrl">The base address of the links.</param>
internal sealed class AlertTelling(
    DynamoUsers users, DynamoAlertNotices store, CareMails mails, MessageComposer composer, string apiUrl, AlertPlan plan, Contention contention, TimeProvider time)
{
    /// <summary>As many messages as a transaction has room for beside the patient.</summary>
    private const int MostMessages = 9;

    /// <exception cref="Core.Errors.BusyException">Others have changed the patient all the time.</exception>
    public async Task TellAsync(string patientId)
    {
        while (await contention.RetryAsync(() => TellSomeAsync(patientId)))
        {
            // There are more admins than one transaction has room for.
        }
    }

    /// <returns>Whether there is somebody left to tell.</returns>
    private async Task<bool> TellSomeAsync(string patientId)
    {
        var now = time.GetUtcNow();
        if (await users.FindAsync(patientId) is not { Alerts: { NoticeAt: { } noticeAt } alerts } patient || noticeAt > now)
            return false;
        var due = alerts.Open.Where(alert => plan.DueAt(alert) <= now).ToHashSet();
        if (due.Count == 0)
        {
            await store.SaveAsync(patient, plan.Planned(alerts), []);
            return false;
        }
        var left = (await RecipientsAsync(patient)).Where(one => string.CompareOrdinal(one.Id, alerts.ToldUpTo) > 0).ToList();
        var told = left.Take(MostMessages).ToList();
        var isLast = told.Count == left.Count;
        var after = isLast
            ? plan.Planned(alerts with { Open = [.. alerts.Open.Select(alert => due.Contains(alert) ? alert with { MailedAt = now } : alert)], ToldUpTo = null })
            : alerts with { ToldUpTo = told[^1].Id, Version = alerts.Version + 1 };
        await store.SaveAsync(patient, after, await Task.WhenAll(told.Select(recipient => ComposeAsync(recipient, patient))));
        return !isLast;
    }

    /// <summary>By their ids, so that a crash between two transactions leaves nobody out.</summary>
    private async Task<IEnumerable<Recipient>> RecipientsAsync(User patient)
    {
        var admins = (await users.ActiveStaffAsync(Role.Admin)).Select(admin => new Recipient(admin.Id, admin.FirstName, admin.Email));
        var own = patient.Record is { } record && await users.FindAsync(record.ThanatologistId) is { Status: UserStatus.Active } thanatologist
            ? [new Recipient(thanatologist.Id, thanatologist.Data.FirstName!, thanatologist.Data.Email)]
            : Enumerable.Empty<Recipient>();
        return own.Concat(admins).Where(one => one.Email is not null).OrderBy(one => one.Id, StringComparer.Ordinal);
    }

    private Task<Message> ComposeAsync(Recipient recipient, User patient)
    {
        var (subject, content) = mails.OfUnseenAlert(recipient.FirstName, AgendaCalendar.Initials(patient.FullName), $"{apiUrl}/users/{patient.Id}/alerts");
        return composer.ComposeAsync(recipient.Email!, recipient.Id, subject, content);
    }

    private sealed record Recipient(string Id, string FirstName, string? Email);
}

/// <summary>When it is due to say that nobody has looked.</summary>
/// <param name="hours">How long a high alert waits for a review; an imminent one waits for an hour.</param>
internal sealed class AlertPlan(int hours)
{
    private static readonly TimeSpan Imminent = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    private readonly TimeSpan high = TimeSpan.FromHours(hours);

    /// <summary>Null when nothing is to be said of the alert.</summary>
    public DateTimeOffset? DueAt(OpenAlert alert) => alert switch
    {
        { IsWaited: false } => null,
        { MailedAt: { } mailed } => mailed + Again,
        _ => alert.WaitsSince + (alert.CurrentSeverity is AlertSeverity.Imminent ? Imminent : high),
    };

    /// <summary>The alerts with the moment at which the first of them is due.</summary>
    public PatientAlerts Planned(PatientAlerts alerts) => alerts with { NoticeAt = alerts.Open.Min(DueAt), Version = alerts.Version + 1 };
}

/// <summary>Patients whose alerts wait, in the users table. What is mailed is one transaction with the note that it was, so that it is mailed once.</summary>
internal sealed class DynamoAlertNotices(IAmazonDynamoDB dynamo, DynamoUsers users, MessageWrites messages)
{
    /// <summary>The ids of the patients to look at. The index may lag for a moment.</summary>
    public async Task<IEnumerable<string>> ListDueAsync(DateTimeOffset moment)
    {
        var due = await dynamo.ReadPartitionAsync(users.Table, DuePatients.Until(moment), DuePatients.Index);
        return due.Where(item => item.TimeOrNull("alertAt") <= moment).Select(item => item.Text("id"));
    }

    /// <exception cref="ContentionException">The patient or their alerts have changed since they were read.</exception>
    public Task SaveAsync(User patient, PatientAlerts after, IEnumerable<Message> mails)
    {
        var transaction = new Transaction(dynamo);
        users.AddAlerts(transaction, patient, after);
        foreach (var mail in mails)
            messages.AddTo(transaction, mail);
        return transaction.CommitAsync();
    }
}

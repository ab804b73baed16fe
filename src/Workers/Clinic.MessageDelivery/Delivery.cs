using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Microsoft.Extensions.Logging;

namespace Clinic.MessageDelivery;

/// <summary>
/// Delivers one message: claims it, hands it to the mail service and writes down what became of it. A claim that nobody gave
/// back, after a crash, ends with its lease. After two claims of which nobody knows the outcome the message is failed, so that
/// no mail goes out more than twice, and after five attempts altogether, so that none waits for ever.
/// </summary>
internal sealed partial class Delivery(DynamoDeliveryStore store, MessageSeal seal, IMailer mailer, ILogger logger, TimeProvider time)
{
    /// <summary>Longer than the mail service may take (<see cref="SesMailer.Patience"/>) and its answer needs to be stored.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    public const int MostAttempts = 5;
    private const int MostUnsure = 2;
    private const int MostStoreTries = 8;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    /// <summary>Returns when the message is sent or failed, or is not to be tried again within <paramref name="patience"/>: then the sweep takes it up.</summary>
    public async Task DeliverAsync(string id, TimeSpan patience)
    {
        var end = time.GetUtcNow() + patience;
        while (true)
        {
            var due = await store.ClaimAsync(id, Lease) is { } claim ? await SendAsync(claim) : await store.FindDueAsync(id);
            if (due is null || due > end)
                return;
            if (due - time.GetUtcNow() is { Ticks: > 0 } pause)
                await Task.Delay(pause, time);
        }
    }

    /// <summary>When to try again; null when the message is settled.</summary>
    private async Task<DateTimeOffset?> SendAsync(DeliveryClaim claim)
    {
        if (claim.Unsure > MostUnsure)
            return await FailAsync(claim, "Sending was interrupted twice: the message may have arrived.");
        MessageContent content;
        try
        {
            content = await seal.OpenAsync(claim.Message);
        }
        catch (UnreadableMessageException error)
        {
            LogUnreadable(logger, error, claim.Message.Id);
            return await FailAsync(claim, "The stored text of the message does not open.");
        }
        var outcome = await mailer.SendAsync(new Mail(claim.Message.To, claim.Message.Subject, content.Body, content.Html));
        LogOutcome(logger, claim.Message.Id, claim.Attempt, outcome.GetType().Name);
        return outcome switch
        {
            SendOutcome.Sent sent => await KeepSentAsync(claim, sent.MailId),
            SendOutcome.Refused refused => await FailAsync(claim, refused.Reason),
            SendOutcome.NotTaken notTaken when claim.Attempt >= MostAttempts => await FailAsync(claim, notTaken.Reason),
            SendOutcome.NotTaken => await ReleaseAsync(claim, wentOut: false),
            _ when claim.Unsure >= MostUnsure || claim.Attempt >= MostAttempts =>
                await FailAsync(claim, "The mail service did not answer: the message may have arrived."),
            _ => await ReleaseAsync(claim, wentOut: true),
        };
    }

    /// <summary>What was sent is stored as sent, with patience: giving up would send the mail again.</summary>
    private async Task<DateTimeOffset?> KeepSentAsync(DeliveryClaim claim, string mailId)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await store.MarkSentAsync(claim, mailId);
                return null;
            }
            catch (Exception error) when (tries < MostStoreTries)
            {
                LogNotStored(logger, error, claim.Message.Id);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
    }

    private async Task<DateTimeOffset?> FailAsync(DeliveryClaim claim, string reason)
    {
        await store.MarkFailedAsync(claim, reason);
        LogFailed(logger, claim.Message.Id, reason);
        return null;
    }

    private async Task<DateTimeOffset?> ReleaseAsync(DeliveryClaim claim, bool wentOut)
    {
        var due = time.GetUtcNow() + Pauses[Math.Min(claim.Attempt, Pauses.Length) - 1];
        await store.ReleaseAsync(claim, due, wentOut);
        return due;
    }

    [LoggerMessage(1, LogLevel.Information, "Message {id}, attempt {attempt}: {outcome}")]
    private static partial void LogOutcome(ILogger logger, string id, int attempt, string outcome);

    [LoggerMessage(2, LogLevel.Warning, "Message {id} failed: {reason}")]
    private static partial void LogFailed(ILogger logger, string id, string reason);

    [LoggerMessage(3, LogLevel.Error, "Message {id} does not open")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string id);

    [LoggerMessage(4, LogLevel.Warning, "Message {id} was sent and could not be marked yet")]
    private static partial void LogNotStored(ILogger logger, Exception error, string id);
}

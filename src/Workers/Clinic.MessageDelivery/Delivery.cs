using Clinic.Core.Messages;
using Microsoft.Extensions.Logging;

namespace Clinic.MessageDelivery;

/// <summary>
/// Delivers one message: opens its text, claims it, hands it to the mail or SMS service and stores the outcome. A claim that
/// nobody gave back, after a crash, ends with its lease. What the service did not accept is attempted again until the message is a day old;
/// after two claims with an unknown outcome the message has failed, so that none goes out more than twice.
/// </summary>
/// <param name="texter">Null where the clinic sends no SMS.</param>
internal sealed partial class Delivery(DynamoDeliveryStore store, MessageSeal seal, IMailer mailer, ITexter? texter, SendPace pace, ILogger logger, TimeProvider time)
{
    public const string MailService = "mail service";
    public const string SmsService = "SMS service";

    /// <summary>Longer than the service may take (<see cref="Handover.Patience"/>) and its response takes to be stored.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>How long a message waits for a service that does not accept it.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private const int MostStoreTries = 8;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the message is sent or failed, or is not due before the end: then the sweep takes it up.</summary>
    public async Task DeliverAsync(string id, DateTimeOffset end)
    {
        while (await AttemptAsync(id, end) is { } due && due <= end)
        {
            if (due - time.GetUtcNow() is { Ticks: > 0 } pause)
                await Task.Delay(pause, time);
        }
    }

    /// <summary>One attempt, if the message is due and its turn comes before the end.</summary>
    /// <returns>When the next one is due; null when the message is sent or has failed.</returns>
    public async Task<DateTimeOffset?> AttemptAsync(string id, DateTimeOffset end)
    {
        if (await store.FindAsync(id) is not { } queued)
            return null;
        if (queued.Due > time.GetUtcNow())
            return queued.Due;
        // Open the text first: while the secret cannot be read there must be no claim that counts as possibly sent.
        var content = await OpenAsync(queued.Message);
        if (await pace.ClaimAsync(end, () => store.ClaimAsync(id, Lease)) is not { } claim)
            return pace.Next > end ? pace.Next : (await store.FindAsync(id))?.Due;
        if (content is null)
            return await FailAsync(claim, "The stored text of the message does not open.", wentOut: false);
        return claim.UnknownOutcomes > DynamoDeliveryStore.MostMails
            ? await FailAsync(claim, "Sending was interrupted twice: the message may have arrived.", wentOut: false)
            : await SendAsync(claim, content);
    }

    /// <summary>Null when the text does not open.</summary>
    private async Task<MessageContent?> OpenAsync(Message message)
    {
        try
        {
            var content = await seal.OpenAsync(message);
            // Such an item may have no room for the attributes that the delivery writes.
            if (message.Text is SealedText { Ciphertext.Length: > MessageSeal.LongestCiphertext })
                await store.ReplaceTextAsync(message.Id, await seal.SealAsync(message.Id, message.To, message.Subject, content));
            return content;
        }
        catch (UnreadableMessageException error)
        {
            LogUnreadable(logger, error, message.Id);
            return null;
        }
    }

    /// <returns>When the next attempt is due; null when the message is sent or has failed.</returns>
    private async Task<DateTimeOffset?> SendAsync(QueuedMessage claim, MessageContent content)
    {
        var channel = MessageAddress.ChannelOf(claim.Message.To);
        var outcome = channel is MessageChannel.Mail
            ? await mailer.SendAsync(new Mail(claim.Message.To, claim.Message.Subject!, content.Body, content.Html))
            : texter is null ? new SendOutcome.Refused("The clinic sends no SMS.") : await texter.SendAsync(new Sms(claim.Message.To, content.Body));
        LogOutcome(logger, claim.Message.Id, claim.Claims, outcome.GetType().Name);
        switch (outcome)
        {
            case SendOutcome.Sent sent:
                return await MarkSentUntilStoredAsync(claim, sent.ServiceId);
            case SendOutcome.Refused refused:
                return await FailAsync(claim, refused.Reason, wentOut: false);
            case SendOutcome.NotTaken notTaken:
                pace.SlowDown();
                return time.GetUtcNow() - claim.QueuedAt < Life
                    ? await ReleaseAsync(claim, wentOut: false)
                    : await FailAsync(claim, notTaken.Reason, wentOut: false);
            default:
                return claim.UnknownOutcomes < DynamoDeliveryStore.MostMails
                    ? await ReleaseAsync(claim, wentOut: true)
                    : await FailAsync(claim, $"The {(channel is MessageChannel.Mail ? MailService : SmsService)} did not answer: the message may have arrived.", wentOut: true);
        }
    }

    /// <summary>Stores a message that went out as sent, however long that takes: giving up would send it again.</summary>
    private async Task<DateTimeOffset?> MarkSentUntilStoredAsync(QueuedMessage claim, string serviceId)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await store.MarkSentAsync(claim, serviceId);
                return null;
            }
            catch (Exception error) when (tries < MostStoreTries)
            {
                LogNotStored(logger, error, claim.Message.Id);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
    }

    private async Task<DateTimeOffset?> FailAsync(QueuedMessage claim, string reason, bool wentOut)
    {
        await store.MarkFailedAsync(claim, reason, wentOut);
        LogFailed(logger, claim.Message.Id, failure: reason);
        return null;
    }

    /// <summary>A message waits as long again as it has waited already, so that its pauses double.</summary>
    private async Task<DateTimeOffset?> ReleaseAsync(QueuedMessage claim, bool wentOut)
    {
        var now = time.GetUtcNow();
        var pause = now - claim.QueuedAt;
        var due = now + (pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause);
        await store.ReleaseAsync(claim, due, wentOut);
        return due;
    }

    [LoggerMessage(6001, LogLevel.Information, "Message {id}, attempt {attempt}: {outcome}")]
    private static partial void LogOutcome(ILogger logger, string id, int attempt, string outcome);

    [LoggerMessage(6002, LogLevel.Warning, "Message {id} failed: {failure}")]
    private static partial void LogFailed(ILogger logger, string id, string failure);

    [LoggerMessage(6003, LogLevel.Error, "Message {id} does not open")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string id);

    [LoggerMessage(6004, LogLevel.Warning, "Message {id} was sent and could not be marked yet")]
    private static partial void LogNotStored(ILogger logger, Exception error, string id);
}

/// <summary>Lets messages leave this process one by one: at most so many a second, and none for a second after one was not accepted.</summary>
internal sealed class SendPace(int perSecond, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly TimeSpan interval = TimeSpan.FromSeconds(1) / perSecond;
    private readonly SemaphoreSlim turn = new(1);
    private long next; // UTC ticks

    /// <summary>When the next message may leave.</summary>
    public DateTimeOffset Next => new(Math.Max(Volatile.Read(ref next), time.GetUtcNow().UtcTicks), TimeSpan.Zero);

    /// <summary>Claims a message when its turn has come. A claim that fails uses up no turn.</summary>
    /// <returns>Null when nothing was claimed, or the turn would not come before the end.</returns>
    public async Task<T?> ClaimAsync<T>(DateTimeOffset end, Func<Task<T?>> claim) where T : class
    {
        await turn.WaitAsync();
        try
        {
            while (Next is var due && due - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                if (due > end)
                    return null;
                await Task.Delay(wait, time);
            }
            var claimed = await claim();
            if (claimed is not null)
                PutOff(interval);
            return claimed;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The service does not accept messages now, or not as fast.</summary>
    public void SlowDown() => PutOff(Rest);

    public void Dispose() => turn.Dispose();

    private void PutOff(TimeSpan pause) => Volatile.Write(ref next, Math.Max(Volatile.Read(ref next), (time.GetUtcNow() + pause).UtcTicks));
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Clinic.Core.Mails;

namespace Clinic.Testing;

/// <summary>Keeps the mails in the order in which they were sent.</summary>
public sealed partial class RecordingMailer : IMailer
{
    private readonly ConcurrentQueue<Mail> sent = new();

    /// <summary>Thrown in place of sending, as long as it is set.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<Mail> Sent => [.. sent];

    public Task SendAsync(Mail mail)
    {
        if (Failure is not null)
            return Task.FromException(Failure);
        sent.Enqueue(mail);
        return Task.CompletedTask;
    }

    public IReadOnlyList<Mail> To(string address) => [.. sent.Where(mail => mail.To == address)];

    /// <summary>The code in the newest mail to an address.</summary>
    public string CodeFor(string address) => EightDigits().Match(To(address)[^1].Text).Value;

    [GeneratedRegex(@"\d{8}")]
    private static partial Regex EightDigits();
}

using System.Collections.Concurrent;
using Clinic.MessageDelivery;

namespace Clinic.Testing;

/// <summary>Keeps the mails in the order in which they were handed over, and answers as the test says: by default each is sent.</summary>
internal sealed class ScriptedMailer : IMailer
{
    private readonly ConcurrentQueue<Mail> handed = new();

    /// <summary>The answer to a mail, from how many were handed over, this one included.</summary>
    public Func<Mail, int, Task<SendOutcome>> Answer { get; set; } = (_, number) => Task.FromResult<SendOutcome>(new SendOutcome.Sent($"ses-{number}"));

    /// <summary>The same answer to every mail.</summary>
    public SendOutcome Always
    {
        set => Answer = (_, _) => Task.FromResult(value);
    }

    public IReadOnlyList<Mail> Handed => [.. handed];

    public Task<SendOutcome> SendAsync(Mail mail)
    {
        handed.Enqueue(mail);
        return Answer(mail, handed.Count);
    }
}

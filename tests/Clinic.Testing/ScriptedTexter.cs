using System.Collections.Concurrent;
using Clinic.MessageDelivery;

namespace Clinic.Testing;

/// <summary>Keeps the SMS in the order in which they were handed over, and answers each as the test says: by default it is sent.</summary>
internal sealed class ScriptedTexter : ITexter
{
    private readonly ConcurrentQueue<Sms> handed = new();

    public SendOutcome Always { get; set; } = new SendOutcome.Sent("sms");

    public IReadOnlyList<Sms> Handed => [.. handed];

    public Task<SendOutcome> SendAsync(Sms sms)
    {
        handed.Enqueue(sms);
        return Task.FromResult(Always);
    }
}

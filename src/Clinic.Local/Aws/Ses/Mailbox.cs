namespace Clinic.Local.Aws.Ses;

/// <summary>The last thousand mails, newest first. In memory: they are gone when the host stops.</summary>
internal sealed class Mailbox
{
    private const int Capacity = 1000;

    private readonly Lock gate = new();
    private readonly LinkedList<SentMail> mails = [];

    public void Add(SentMail mail)
    {
        lock (gate)
        {
            mails.AddFirst(mail);
            if (mails.Count > Capacity)
                mails.RemoveLast();
        }
    }

    /// <summary>All of them, or those to one address in any letter case.</summary>
    public IReadOnlyList<SentMail> List(string? to = null)
    {
        lock (gate)
            return [.. mails.Where(mail => to is null || IsTo(mail, to))];
    }

    private static bool IsTo(SentMail mail, string address) =>
        $"{mail.To}, {mail.Cc}, {mail.Bcc}".Split(", ").Any(recipient =>
            recipient.Equals(address, StringComparison.OrdinalIgnoreCase)
            || recipient.EndsWith($"<{address}>", StringComparison.OrdinalIgnoreCase));
}

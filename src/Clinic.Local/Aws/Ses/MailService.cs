using System.Net.Mail;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Ses;

/// <summary>SES's SendEmail: a mail that SES would accept arrives in the mailbox, unless a fault is set.</summary>
internal sealed class MailService(Mailbox mailbox, IReadOnlySet<string> configurationSets, TimeProvider time)
{
    public Func<SentMail, MailFault> Faults { get; set; } = static _ => MailFault.None;

    /// <summary>
    /// The message id and what is wrong with the response that carries it, or the <see cref="ServiceException"/> with which SES would
    /// respond.
    /// </summary>
    public (string Id, MailFault Fault) Send(IReadOnlyDictionary<string, string> form)
    {
        var mail = Read(form);
        var fault = Faults(mail);
        if (fault.Error is { } error)
            throw new ServiceException(error.Code, error.Message);
        if (fault.IsAccepted)
            mailbox.Add(mail);
        return (mail.Id, fault);
    }

    private SentMail Read(IReadOnlyDictionary<string, string> form)
    {
        var now = time.GetUtcNow();
        var (to, cc, bcc) = (Addresses(form, "To"), Addresses(form, "Cc"), Addresses(form, "Bcc"));
        var mail = new SentMail(
            Guid.CreateVersion7(now).ToString(),
            string.Join(", ", to),
            Joined(cc),
            Joined(bcc),
            Required(form, "Source", "source"),
            Required(form, "Message.Subject.Data", "message.subject.data"),
            form.GetValueOrDefault("Message.Body.Text.Data", ""),
            form.GetValueOrDefault("Message.Body.Html.Data", ""),
            now.UtcDateTime);
        MailAddresses.Check(mail.From);
        MailAddresses.CheckRecipients([.. to, .. cc, .. bcc]);
        if (mail is { Text: "", Html: "" })
            throw new ServiceException("InvalidParameterValue", "Message body must not be empty.");
        if (form.GetValueOrDefault("ConfigurationSetName") is { } set && !configurationSets.Contains(set))
            throw new ServiceException("ConfigurationSetDoesNotExist", $"Configuration set <{set}> does not exist.");
        return mail;
    }

    private static string[] Addresses(IReadOnlyDictionary<string, string> form, string kind) =>
    [
        .. Enumerable.Range(1, form.Count)
            .Select(number => form.GetValueOrDefault($"Destination.{kind}Addresses.member.{number}"))
            .TakeWhile(address => address is not null)
            .OfType<string>(),
    ];

    private static string? Joined(string[] addresses) => addresses.Length == 0 ? null : string.Join(", ", addresses);

    private static string Required(IReadOnlyDictionary<string, string> form, string name, string path) =>
        form.GetValueOrDefault(name) ?? throw new ServiceException(
            "ValidationError",
            $"1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null");
}

/// <summary>
/// One way in which sending a mail or an SMS can go wrong, for tests. It is in the mailbox or at the phone when the service accepted it,
/// whether or not its caller learns of it.
/// </summary>
public sealed record MailFault
{
    private MailFault()
    {
    }

    /// <summary>SES accepts the mail and responds at once.</summary>
    public static MailFault None { get; } = new() { IsAccepted = true };

    /// <summary>The account sends more mails in a second than it may. The SDK retries by itself.</summary>
    public static MailFault Throttled { get; } = Refused("Throttling", "Maximum sending rate exceeded.");

    /// <summary>The connection breaks before SES has the mail.</summary>
    public static MailFault DroppedBefore { get; } = new() { IsDropped = true };

    /// <summary>SES accepts the mail, and the connection breaks before the response.</summary>
    public static MailFault DroppedAfter { get; } = new() { IsAccepted = true, IsDropped = true };

    /// <summary>SES does not respond until the caller gives up, and sends nothing.</summary>
    public static MailFault SilentBefore { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    /// <summary>SES accepts the mail and never responds.</summary>
    public static MailFault SilentAfter { get; } = new() { IsAccepted = true, Delay = Timeout.InfiniteTimeSpan };

    internal bool IsAccepted { get; private init; }

    internal bool IsDropped { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal (string Code, string Message)? Error { get; private init; }

    /// <summary>SES responds with one of its error codes: MessageRejected, MailFromDomainNotVerifiedException, InvalidParameterValue ...</summary>
    public static MailFault Refused(string code, string message) => new() { Error = (code, message) };

    /// <summary>SES accepts the mail and responds late.</summary>
    public static MailFault Late(TimeSpan delay) => new() { IsAccepted = true, Delay = delay };
}

/// <summary>Checks addresses as SES does before it accepts a mail: <c>a@b</c>, or a name with <c>&lt;a@b&gt;</c>.</summary>
internal static class MailAddresses
{
    private const int MaxRecipients = 50;

    public static void CheckRecipients(IReadOnlyCollection<string> recipients)
    {
        if (recipients.Count == 0)
            throw Invalid("Missing required header 'To'.");
        if (recipients.Count > MaxRecipients)
            throw Invalid($"Recipient count exceeds {MaxRecipients}.");
        foreach (var recipient in recipients)
            Check(recipient);
    }

    public static void Check(string address)
    {
        if (!address.Contains('@', StringComparison.Ordinal))
            throw Invalid("Missing final '@domain'");
        if (address.Any(char.IsControl) || !MailAddress.TryCreate(address, out var parsed)
            || !IsWhole(address, parsed) || !IsHost(parsed.Host))
            throw Invalid("Illegal address");
    }

    // The parser takes the "a" of "a b@c" for a name, but only a text before angle brackets is one.
    private static bool IsWhole(string address, MailAddress parsed) =>
        address == parsed.Address || address.EndsWith($"<{parsed.Address}>", StringComparison.Ordinal);

    private static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static ServiceException Invalid(string message) => new("InvalidParameterValue", message);
}

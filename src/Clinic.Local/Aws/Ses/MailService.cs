using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Ses;

/// <summary>SES's SendEmail: a mail that SES would accept lands in the mailbox, unless a fault is put in its way.</summary>
internal sealed class MailService(Mailbox mailbox, IReadOnlySet<string> configurationSets, TimeProvider time)
{
    public Func<SentMail, MailFault> Faults { get; set; } = static _ => MailFault.None;

    /// <summary>
    /// The message id and what is wrong with the answer that carries it, or the <see cref="ServiceException"/> that SES would
    /// answer with.
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

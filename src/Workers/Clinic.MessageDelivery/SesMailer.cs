using Amazon.Runtime;
using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;

namespace Clinic.MessageDelivery;

/// <summary>Sends through SES, in UTF-8, under the stack's configuration set.</summary>
internal sealed class SesMailer(IAmazonSimpleEmailService ses, string sender, string configurationSet, TimeProvider time) : IMailer
{
    public Task<SendOutcome> SendAsync(Mail mail) =>
        Handover.AttemptAsync(Delivery.MailService, async patience => (await ses.SendEmailAsync(Request(mail), patience)).MessageId, OutcomeOf, time);

    private SendEmailRequest Request(Mail mail) => new()
    {
        Source = sender,
        ConfigurationSetName = configurationSet,
        Destination = new Destination([mail.To]),
        Message = new Message
        {
            Subject = Utf8(mail.Subject),
            Body = new Body { Text = Utf8(mail.Text), Html = mail.Html is null ? null : Utf8(mail.Html) },
        },
    };

    private static Content Utf8(string data) => new() { Data = data, Charset = "UTF-8" };

    private static SendOutcome? OutcomeOf(AmazonServiceException error) => error switch
    {
        MailFromDomainNotVerifiedException => new SendOutcome.Refused("The clinic's sender address is not verified with the mail service."),
        MessageRejectedException rejected when rejected.Message.Contains("not verified", StringComparison.OrdinalIgnoreCase) =>
            new SendOutcome.Refused("The sender's or the recipient's address is not verified with the mail service."),
        MessageRejectedException => new SendOutcome.Refused("The mail service rejected the message."),
        { ErrorCode: "InvalidParameterValue" } => new SendOutcome.Refused("The mail service says that the address is not valid."),
        AccountSendingPausedException or ConfigurationSetSendingPausedException => new SendOutcome.NotTaken("Sending is paused at the mail service."),
        _ => null,
    };
}

/// <summary>A mail to one address, as text and, for the product's own mails, as HTML too.</summary>
internal sealed record Mail(string To, string Subject, string Text, string? Html);

/// <summary>Sends mails. Tests replace it.</summary>
internal interface IMailer
{
    /// <summary>Hands the mail over once. The caller decides whether to try again.</summary>
    Task<SendOutcome> SendAsync(Mail mail);
}

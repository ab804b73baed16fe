using System.Net;
using Amazon.Runtime;
using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;

namespace Clinic.MessageDelivery;

/// <summary>
/// Sends through SES, in UTF-8, under the stack's configuration set. The client must not retry by itself
/// (<see cref="AmazonSimpleEmailServiceConfig"/> with MaxErrorRetry 0): only the caller knows how often a mail may go out.
/// </summary>
internal sealed class SesMailer(IAmazonSimpleEmailService ses, string sender, string configurationSet, TimeProvider time) : IMailer
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>For the client's configuration. Without a connection nothing was sent, which must show before the patience ends.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    public async Task<SendOutcome> SendAsync(Mail mail)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var sent = await ses.SendEmailAsync(Request(mail), patience.Token).WaitAsync(patience.Token);
            return new SendOutcome.Sent(sent.MessageId);
        }
        catch (Exception error) when (error is AmazonServiceException or HttpRequestException or OperationCanceledException or TimeoutException or IOException)
        {
            return OutcomeOf(error);
        }
    }

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

    private static SendOutcome OutcomeOf(Exception error) => error switch
    {
        MailFromDomainNotVerifiedException => new SendOutcome.Refused("The clinic's sender address is not verified with the mail service."),
        MessageRejectedException rejected when rejected.Message.Contains("not verified", StringComparison.OrdinalIgnoreCase) =>
            new SendOutcome.Refused("The sender's or the recipient's address is not verified with the mail service."),
        MessageRejectedException => new SendOutcome.Refused("The mail service rejected the message."),
        AmazonServiceException { ErrorCode: "InvalidParameterValue" } => new SendOutcome.Refused("The mail service says that the address is not valid."),
        AccountSendingPausedException or ConfigurationSetSendingPausedException => new SendOutcome.NotTaken("Sending is paused at the mail service."),
        AmazonServiceException { ErrorCode: "Throttling" or "ThrottlingException" or "TooManyRequestsException" } or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } =>
            new SendOutcome.NotTaken("The mail service was too busy for too long."),
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } =>
            new SendOutcome.NotTaken("The mail service did not accept the request."),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new SendOutcome.NotTaken("The mail service could not be reached."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new SendOutcome.NotTaken("The mail service could not be reached."),
        _ => new SendOutcome.Unknown(),
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

/// <summary>The outcome of handing a mail over to the mail service.</summary>
internal abstract record SendOutcome
{
    /// <param name="MailId">The service's id of the mail.</param>
    public sealed record Sent(string MailId) : SendOutcome;

    /// <summary>The service will never accept this mail.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The service did not accept it now, but may later.</summary>
    /// <param name="Reason">Why, in words for people, in case it is the last attempt.</param>
    public sealed record NotTaken(string Reason) : SendOutcome;

    /// <summary>No response came: the mail may have been sent or not.</summary>
    public sealed record Unknown : SendOutcome;
}

using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;

namespace Clinic.Core.Mails;

/// <summary>Sends through SES, in UTF-8, under the stack's configuration set.</summary>
public sealed class SesMailer(IAmazonSimpleEmailService ses, string sender, string configurationSet) : IMailer
{
    public Task SendAsync(Mail mail) => ses.SendEmailAsync(new SendEmailRequest
    {
        Source = sender,
        ConfigurationSetName = configurationSet,
        Destination = new Destination([mail.To]),
        Message = new Message
        {
            Subject = Utf8(mail.Subject),
            Body = new Body { Text = Utf8(mail.Text), Html = Utf8(mail.Html) },
        },
    });

    private static Content Utf8(string data) => new() { Data = data, Charset = "UTF-8" };
}

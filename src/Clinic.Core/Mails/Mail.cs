namespace Clinic.Core.Mails;

/// <summary>A mail to one address, as text and as HTML.</summary>
public sealed record Mail(string To, string Subject, string Text, string Html);

/// <summary>Sends mails; the seam that tests replace.</summary>
public interface IMailer
{
    Task SendAsync(Mail mail);
}

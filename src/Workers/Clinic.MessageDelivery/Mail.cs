namespace Clinic.MessageDelivery;

/// <summary>A mail to one address, as text and, for the product's own mails, as HTML too.</summary>
internal sealed record Mail(string To, string Subject, string Text, string? Html);

/// <summary>Sends mails; the seam that tests replace.</summary>
internal interface IMailer
{
    /// <summary>Hands the mail over once: whether it is tried again is for the caller to decide.</summary>
    Task<SendOutcome> SendAsync(Mail mail);
}

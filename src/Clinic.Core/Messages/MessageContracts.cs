using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Messages;

/// <summary>The body of POST /messages.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="StoreSecure">Stores the text encrypted: then only POST /messages/{id}/decrypt shows it.</param>
public sealed record NewMessage(string? To = null, string? Subject = null, string? Body = null, bool? StoreSecure = null);

/// <summary>A message as the API shows it.</summary>
/// <param name="Body">Only where one message is read, and never of one that is stored secure.</param>
/// <param name="Failure">Why the message will not be sent.</param>
public sealed record MessageView(
    string Id,
    string To,
    string Subject,
    string? Body,
    MessageStatus Status,
    bool Secure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    string? Failure)
{
    public static MessageView Of(Message message) => new(
        message.Id, message.To, message.Subject, (message.Text as PlainText)?.Body, message.Status, message.IsSecure, message.CreatedAt, message.SentAt, message.Failure);

    public static MessageView Of(MessageSummary message) => new(
        message.Id, message.To, message.Subject, null, message.Status, message.IsSecure, message.CreatedAt, message.SentAt, message.Failure);
}

/// <summary>The text of a message that is stored secure. A code in it is for the addressee alone and is not shown.</summary>
public sealed record DecryptedMessage(string Body);

/// <summary>The rules of POST /messages. A subject of one line cannot smuggle in a header.</summary>
public sealed class NewMessageRules : AbstractValidator<NewMessage>
{
    private const int LongestSubject = 200;
    private const int LongestBody = 100_000;

    public NewMessageRules()
    {
        RuleFor(message => message.To).RequiredEmail();
        RuleFor(message => message.Subject).RequiredLine(LongestSubject);
        RuleFor(message => message.Body).RequiredText(LongestBody);
    }
}

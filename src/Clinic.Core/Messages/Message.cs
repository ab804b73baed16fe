using System.Text.Json.Serialization;
using Clinic.Core.Json;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Messages;

/// <summary>A mail to one address, as it is stored: first queued, then delivered by the stream.</summary>
/// <param name="Id">A UUID of version 7: messages sort by it as they do by time.</param>
/// <param name="To">The address in its normalized form.</param>
/// <param name="SenderId">The user or service that sent it; null for a mail of the product itself.</param>
/// <param name="Failure">Why it will not be sent, in words for people.</param>
/// <param name="RecipientId">The user whose address it was when the message was sent; null when it was nobody's, or the user had not proven that it was theirs.</param>
public sealed record Message(
    string Id,
    string To,
    string Subject,
    MessageText Text,
    string? SenderId,
    DateTimeOffset CreatedAt,
    MessageStatus Status = MessageStatus.Queued,
    DateTimeOffset? SentAt = null,
    string? Failure = null,
    string? RecipientId = null)
{
    public bool IsSecure => Text is SealedText;
}

/// <summary>A message without its text, as lists read it.</summary>
public sealed record MessageSummary(
    string Id, string To, string Subject, bool IsSecure, string? SenderId, DateTimeOffset CreatedAt, MessageStatus Status, DateTimeOffset? SentAt, string? Failure);

/// <summary>What a message says, in one of the two forms in which it is stored.</summary>
public abstract record MessageText;

/// <summary>Stored as it was written.</summary>
public sealed record PlainText(string Body) : MessageText;

/// <summary>Stored encrypted; <see cref="MessageSeal"/> opens it.</summary>
/// <param name="Ciphertext">A <see cref="MessageContent"/> under AES-256-GCM.</param>
/// <param name="KeyId">The root that the key was derived from (<see cref="Security.KeyRing"/>).</param>
public sealed record SealedText(ReadOnlyMemory<byte> Ciphertext, string KeyId) : MessageText;

/// <summary>What is sealed: the text and, for the product's own mails, its HTML and the code in it that is for the addressee alone.</summary>
public sealed record MessageContent(string Body, string? Html = null, string? Code = null)
{
    /// <summary>The text for anybody but the addressee: a code in it would open the addressee's account.</summary>
    public string BodyWithoutCode => Code is null ? Body : Body.Replace(Code, new string('•', Code.Length), StringComparison.Ordinal);
}

/// <summary>A message is queued when it is stored, and is then sent or has failed for good.</summary>
[JsonConverter(typeof(MessageStatusConverter))]
public enum MessageStatus
{
    Queued,
    Sent,
    Failed,
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class MessageStatusConverter() : StrictEnumConverter<MessageStatus>(MessageStatusNames.All);

public static class MessageStatusNames
{
    public static readonly IReadOnlyList<string> All = ["queued", "sent", "failed"];

    public static string Name(this MessageStatus status) => All[(int)status];

    internal static MessageStatus Parse(string name) => name switch
    {
        "sent" => MessageStatus.Sent,
        "failed" => MessageStatus.Failed,
        _ => MessageStatus.Queued,
    };
}

/// <summary>Which messages to list: those to an address, from a sender or to a user. At least one is given, and all that are given must hold.</summary>
public sealed record MessageQuery(string? To = null, string? SenderId = null, string? RecipientId = null);

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

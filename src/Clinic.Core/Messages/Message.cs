using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;

namespace Clinic.Core.Messages;

/// <summary>A mail to one address or an SMS to one number, as it is stored: first queued, then delivered by the stream.</summary>
/// <param name="Id">A UUID of version 7: messages sort by it as they do by time.</param>
/// <param name="To">The address in its normalized form (<see cref="MessageAddress"/>).</param>
/// <param name="Subject">Null for an SMS.</param>
/// <param name="SenderId">The user or service that sent it; null for a mail of the product itself.</param>
/// <param name="Failure">Why it will not be sent, in words for people.</param>
/// <param name="RecipientId">The user whose address it was when the message was sent; null when it was nobody's, or the user had not proven that it was theirs.</param>
public sealed record Message(
    string Id,
    string To,
    string? Subject,
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
    string Id, string To, string? Subject, bool IsSecure, string? SenderId, DateTimeOffset CreatedAt, MessageStatus Status, DateTimeOffset? SentAt, string? Failure);

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

/// <summary>The way that a message goes.</summary>
[JsonConverter(typeof(MessageChannelConverter))]
public enum MessageChannel
{
    Mail,
    Sms,
}

/// <summary>Reads and writes channels by their names.</summary>
public sealed class MessageChannelConverter() : StrictEnumConverter<MessageChannel>(["mail", "sms"]);

/// <summary>Where a message goes, which also says how: an email has an @, and a phone number has none.</summary>
public static class MessageAddress
{
    public static MessageChannel ChannelOf(string to) => to.Contains('@', StringComparison.Ordinal) ? MessageChannel.Mail : MessageChannel.Sms;

    /// <summary>The address as it is stored; null when it is none.</summary>
    internal static string? Of(string text) => ChannelOf(text) switch
    {
        MessageChannel.Mail => TextRules.IsEmail(text) ? Normalization.NormalizeEmail(text) : null,
        _ => PhoneForm.Of(text),
    };

    /// <summary>The same of an address in a query, where a plus that is not escaped stands for a blank.</summary>
    internal static string? OfQuery(string text) => Of(text.StartsWith(' ') ? "+" + text[1..] : text);
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
/// <param name="To">One email address; of an SMS one phone number in the form of E.164, or of ten digits, which are Mexican.</param>
/// <param name="Subject">One line. An SMS has none.</param>
/// <param name="Body">Plain text.</param>
/// <param name="StoreSecure">Stores the text encrypted: then only POST /messages/{id}/decrypt shows it.</param>
/// <param name="Channel">A mail unless it says sms.</param>
public sealed record NewMessage(string? To = null, string? Subject = null, string? Body = null, bool? StoreSecure = null, MessageChannel? Channel = null);

/// <summary>A message as the API shows it.</summary>
/// <param name="To">An email address, or a phone number in the form of E.164.</param>
/// <param name="Subject">An SMS has none.</param>
/// <param name="Body">Only where one message is read, and never of one that is stored secure.</param>
/// <param name="Sender">The user or service that sent it, <c>system</c> for what the product sends itself.</param>
/// <param name="Failure">Why the message will not be sent.</param>
public sealed record MessageView(
    string Id,
    MessageChannel Channel,
    string To,
    string? Subject,
    string? Body,
    string Sender,
    MessageStatus Status,
    bool Secure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    string? Failure)
{
    public static MessageView Of(Message message) => new(
        message.Id, MessageAddress.ChannelOf(message.To), message.To, message.Subject, (message.Text as PlainText)?.Body, SenderOf(message.SenderId), message.Status, message.IsSecure, message.CreatedAt, message.SentAt, message.Failure);

    public static MessageView Of(MessageSummary message) => new(
        message.Id, MessageAddress.ChannelOf(message.To), message.To, message.Subject, null, SenderOf(message.SenderId), message.Status, message.IsSecure, message.CreatedAt, message.SentAt, message.Failure);

    private static string SenderOf(string? senderId) => senderId ?? "system";
}

/// <summary>The text of a message that is stored secure. A code in it is for the addressee alone and is not shown.</summary>
public sealed record DecryptedMessage(string Body);

/// <summary>The rules of POST /messages. A subject of one line cannot smuggle in a header.</summary>
public sealed class NewMessageRules : AbstractValidator<NewMessage>
{
    private const int LongestSubject = 200;
    private const int LongestBody = 100_000;
    private const int LongestSms = 1_600; // what SendTextMessage takes

    private static readonly Phrase TooLongForSms = Phrases.MustHave(Phrases.Characters(LongestSms));

    public NewMessageRules()
    {
        RuleFor(message => message.To).Meets(new() { Required = true }, (message, to) => IsSms(message) ? TextRules.FaultOfPhone(to) : TextRules.FaultOfEmail(to));
        RuleFor(message => message.Subject).RequiredLine(LongestSubject).Unless(IsSms);
        RuleFor(message => message.Subject).Absent(new("no va en un SMS", "has no place in an SMS")).When(IsSms);
        RuleFor(message => message.Body).RequiredText(LongestBody);
        RuleFor(message => message.Body)
            .Meets(new(), body => body is null || TextForm.LengthOf(body) <= LongestSms ? null : new(FieldCode.TooLong, TooLongForSms, LongestSms)).When(IsSms);
    }

    private static bool IsSms(NewMessage message) => message.Channel is MessageChannel.Sms;
}

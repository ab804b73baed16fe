namespace Clinic.Core.Messages;

/// <summary>A mail to one address, as it is stored: first queued, then delivered by the stream.</summary>
/// <param name="Id">A UUID of version 7: messages sort by it as they do by time.</param>
/// <param name="To">The address in its normalized form.</param>
/// <param name="SenderId">The user or service that sent it; null for a mail of the product itself.</param>
/// <param name="Failure">Why it will not be sent, in words for people.</param>
/// <param name="RecipientId">The user whose address it was when the message was sent; null when it was nobody's, or of somebody who had only said that it is theirs.</param>
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

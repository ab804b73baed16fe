using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Messages;

/// <summary>Messages as items of the messages table. <c>pending</c> is there as long as the message is queued, and so is its entry in the index of that name.</summary>
internal static class MessageItems
{
    public const string Pending = "queued";

    public static Item Key(string id) => new Item().Text("id", id);

    /// <summary>A message that is new.</summary>
    public static Item Write(Message message)
    {
        var item = Key(message.Id)
            .Text("to", message.To)
            .Text("subject", message.Subject)
            .Text("senderId", message.SenderId)
            .Text("recipientId", message.RecipientId)
            .Flag("secure", message.IsSecure)
            .Text("status", message.Status.Name())
            .Text("pending", Pending)
            .Time("createdAt", message.CreatedAt);
        return message.Text switch
        {
            SealedText text => item.Bytes("sealed", text.Box).Text("keyId", text.KeyId),
            PlainText text => item.Text("body", text.Body),
            _ => throw new InvalidOperationException("A message has a text."),
        };
    }

    public static Message Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("to"),
        item.Text("subject"),
        item.BytesOrNull("sealed") is { } box ? new SealedText(box, item.Text("keyId")) : new PlainText(item.Text("body")),
        item.TextOrNull("senderId"),
        item.Time("createdAt"),
        MessageStatusNames.Parse(item.Text("status")),
        item.TimeOrNull("sentAt"),
        item.TextOrNull("failure"),
        item.TextOrNull("recipientId"));

    public static MessageSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("to"),
        item.Text("subject"),
        item.Flag("secure"),
        item.TextOrNull("senderId"),
        item.Time("createdAt"),
        MessageStatusNames.Parse(item.Text("status")),
        item.TimeOrNull("sentAt"),
        item.TextOrNull("failure"));
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Messages;

/// <summary>Messages in DynamoDB. A message can be read by its id as soon as it is stored; a list may lag for a moment.</summary>
public sealed class DynamoMessageStore(IAmazonDynamoDB dynamo, string table, DynamoUsers users, string credentialsTable, DynamoIdempotencyStore idempotency)
{
    /// <summary>The user whose email it is; null when it is nobody's, or when the user has not proven that it is theirs.</summary>
    public async Task<string?> FindRecipientAsync(string address) =>
        await dynamo.FindAsync(credentialsTable, CredentialItems.Claim(address)) is { } claim && !claim.Flag("unproven") ? claim.Text("userId") : null;

    public async Task<Message?> FindAsync(string id) => await dynamo.FindAsync(table, MessageItems.Key(id)) is { } item ? MessageItems.Read(item) : null;

    /// <summary>
    /// Stores a message as queued, together with the response to its request if that is stored. API keys send many messages at once, which
    /// would conflict with each other if the maker's account were a condition of each write.
    /// </summary>
    internal async Task AddAsync(Caller caller, Message message, StoredResponse? response)
    {
        var item = MessageItems.Write(message);
        if (response is null && caller.IsService)
        {
            await dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item.Attributes });
            return;
        }
        var transaction = (caller.IsService ? new Transaction(dynamo) : users.Begin(caller)).Put(table, item);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>Newest first.</summary>
    public Task<Slice<MessageSummary>> ListAsync(MessageQuery query, Page page) => query switch
    {
        { RecipientId: { } recipient, To: { } to } => ListAsync("byRecipient", "recipientId", recipient, new Expression("#to = :to").With(":to", to), page),
        { RecipientId: { } recipient } => ListAsync("byRecipient", "recipientId", recipient, null, page),
        { To: { } to, SenderId: { } sender } => ListAsync("byAddress", "to", to, new Expression("#senderId = :sender").With(":sender", sender), page),
        { To: { } to } => ListAsync("byAddress", "to", to, null, page),
        _ => ListAsync("bySender", "senderId", query.SenderId!, null, page),
    };

    private async Task<Slice<MessageSummary>> ListAsync(string index, string attribute, string partition, Expression? filter, Page page)
    {
        var found = await dynamo.ReadListAsync(table, index, (attribute, partition), "id", page, filter);
        return Slice.Cut(found, page.Limit, item => item.Text("id")).Select(MessageItems.ReadSummary);
    }
}

/// <summary>Messages as items of the messages table. <c>pending</c> is there as long as the message is queued, and with it the entry in the index of that name.</summary>
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
            SealedText text => item.Bytes("sealed", text.Ciphertext).Text("keyId", text.KeyId),
            PlainText text => item.Text("body", text.Body),
            _ => throw new InvalidOperationException("A message has a text."),
        };
    }

    public static Message Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("to"),
        item.TextOrNull("subject"),
        item.BytesOrNull("sealed") is { } ciphertext ? new SealedText(ciphertext, item.Text("keyId")) : new PlainText(item.Text("body")),
        item.TextOrNull("senderId"),
        item.Time("createdAt"),
        MessageStatusNames.Parse(item.Text("status")),
        item.TimeOrNull("sentAt"),
        item.TextOrNull("failure"),
        item.TextOrNull("recipientId"));

    public static MessageSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("to"),
        item.TextOrNull("subject"),
        item.Flag("secure"),
        item.TextOrNull("senderId"),
        item.Time("createdAt"),
        MessageStatusNames.Parse(item.Text("status")),
        item.TimeOrNull("sentAt"),
        item.TextOrNull("failure"));
}

/// <summary>Queues messages in the transaction of what they are about: neither exists without the other.</summary>
public sealed class MessageWrites(string table)
{
    internal void AddTo(Transaction transaction, Message message) => transaction.Put(table, MessageItems.Write(message));
}

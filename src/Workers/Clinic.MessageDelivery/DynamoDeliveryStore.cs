using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

namespace Clinic.MessageDelivery;

/// <summary>
/// The delivery's side of the messages table. A claim is a lease with a number: <c>attempts</c> counts the claims, and
/// <c>unsure</c> those with an unknown outcome.
/// </summary>
internal sealed class DynamoDeliveryStore(IAmazonDynamoDB dynamo, string table, DynamoAuditStore audit, TimeProvider time)
{
    /// <summary>No message is mailed more often.</summary>
    public const int MostMails = 2;

    /// <summary>How many messages one part of a repair reads before it checks the time.</summary>
    private const int RepairPage = 500;

    /// <summary>Null when the message is sent, has failed or is not there.</summary>
    public async Task<QueuedMessage?> FindAsync(string id) =>
        await dynamo.FindAsync(table, MessageItems.Key(id)) is { } item && item.TextOrNull("pending") is not null ? Read(item) : null;

    /// <summary>
    /// Claims a message for a while; null when it is sent, has failed, is claimed by somebody else or not due yet.
    /// </summary>
    public async Task<QueuedMessage?> ClaimAsync(string id, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var update = new Expression("SET #claimedUntil = :until ADD #attempts :one, #unsure :one").With(":until", now + lease).With(":one", 1);
        var free = new Expression("#pending = :pending AND (attribute_not_exists(#claimedUntil) OR #claimedUntil <= :now)")
            .With(":pending", MessageItems.Pending).With(":now", now);
        return await UpdateAsync(id, update, free) is { } item ? Read(item) : null;
    }

    /// <summary>Marks the message as sent, whatever has become of the claim in the meantime.</summary>
    public Task MarkSentAsync(QueuedMessage claim, string serviceId) => UpdateAsync(
        claim.Message.Id,
        new Expression("SET #status = :sent, #sentAt = :now, #mailId = :mailId REMOVE #pending, #claimedUntil, #failure")
            .With(":sent", MessageStatus.Sent.Name()).With(":now", time.GetUtcNow()).With(":mailId", serviceId),
        new Expression("attribute_exists(#id) AND #status <> :sent"));

    /// <param name="wentOut">Whether the mail of this claim may have gone out.</param>
    public Task MarkFailedAsync(QueuedMessage claim, string reason, bool wentOut) => UpdateAsync(
        claim.Message.Id,
        Ending("SET #status = :failed, #failure = :reason REMOVE #pending, #claimedUntil", wentOut).With(":failed", MessageStatus.Failed.Name()).With(":reason", reason),
        IsLast(claim));

    /// <summary>Gives the claim back until the message is due again.</summary>
    /// <param name="wentOut">Whether the mail of this claim may have gone out.</param>
    public Task ReleaseAsync(QueuedMessage claim, DateTimeOffset due, bool wentOut) =>
        UpdateAsync(claim.Message.Id, Ending("SET #claimedUntil = :due", wentOut).With(":due", due), IsLast(claim));

    /// <summary>Stores a sealed text in less room.</summary>
    public Task ReplaceTextAsync(string id, SealedText text) => UpdateAsync(
        id,
        new Expression("SET #sealed = :box, #keyId = :keyId").With(":box", new AttributeValue { B = new MemoryStream(text.Ciphertext.ToArray()) }).With(":keyId", text.KeyId),
        new Expression("#pending = :pending").With(":pending", MessageItems.Pending));

    /// <summary>The queued messages that are due, oldest first. Each page is read when it is needed.</summary>
    public async IAsyncEnumerable<string> ListDueAsync(DateTimeOffset storedBefore)
    {
        var key = new Expression("#pending = :pending").With(":pending", MessageItems.Pending);
        var due = new Expression("#createdAt < :storedBefore AND (attribute_not_exists(#claimedUntil) OR #claimedUntil <= :now)")
            .With(":storedBefore", storedBefore).With(":now", time.GetUtcNow());
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = "byPending",
            KeyConditionExpression = key.Text,
            FilterExpression = due.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, due),
            ExpressionAttributeValues = Expression.ValuesOf(key, due),
        };
        do
        {
            var page = await dynamo.QueryAsync(request);
            foreach (var item in page.Items ?? [])
                yield return item.Text("id");
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>The failed messages of one page of the table, in no order, with their senders, and the message after which the next page begins.</summary>
    public async Task<(IReadOnlyList<(string Id, string? SenderId)> Failed, string? Next)> ReadFailedAsync(string? after)
    {
        var isFailed = new Expression("#status = :failed").With(":failed", MessageStatus.Failed.Name());
        var (items, next) = await dynamo.ReadPageAsync(table, after is null ? null : MessageItems.Key(after), RepairPage, isFailed, new Expression("#id, #senderId"));
        return ([.. items.Select(item => (item.Text("id"), item.TextOrNull("senderId")))], next?.Text("id"));
    }

    /// <summary>Requeues a failed message, with an audit entry: once in its life, and only if another mail would not be one too many.</summary>
    public async Task<bool> RequeueAsync(string id, string? senderId, string requestId)
    {
        var now = time.GetUtcNow();
        var update = new Expression("SET #status = :queued, #pending = :pending, #requeuedAt = :now REMOVE #failure")
            .With(":queued", MessageStatus.Queued.Name()).With(":pending", MessageItems.Pending).With(":now", now);
        var allowed = new Expression("#status = :failed AND attribute_not_exists(#requeuedAt) AND (attribute_not_exists(#unsure) OR #unsure < :most)")
            .With(":failed", MessageStatus.Failed.Name()).With(":most", MostMails);
        var transaction = new Transaction(dynamo).Update(table, MessageItems.Key(id), update, allowed);
        // The id of the message is part of the request's id, so that each message has an entry of its own.
        audit.AddTo(transaction, new AuditEntry(senderId ?? id, AuditAction.MessageRequeued, null, "service", $"{requestId}/{id}", now, [id]));
        return await transaction.TryCommitAsync();
    }

    private static QueuedMessage Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var message = MessageItems.Read(item);
        return new QueuedMessage(
            message, item.TimeOrNull("requeuedAt") ?? message.CreatedAt, item.TimeOrNull("claimedUntil") ?? message.CreatedAt, item.NumberOr("attempts", 0), item.NumberOr("unsure", 0));
    }

    /// <summary>A claim after which no mail went out does not count against the message.</summary>
    private static Expression Ending(string change, bool wentOut) =>
        wentOut ? new Expression(change) : new Expression(change + " ADD #unsure :less").With(":less", -1);

    private static Expression IsLast(QueuedMessage claim) =>
        new Expression("#pending = :pending AND #attempts = :mine").With(":pending", MessageItems.Pending).With(":mine", claim.Claims);

    private Task<Dictionary<string, AttributeValue>?> UpdateAsync(string id, Expression update, Expression condition) =>
        dynamo.TryUpdateAsync(table, MessageItems.Key(id), update, condition);
}

/// <summary>A message that is queued, and how far its delivery is.</summary>
/// <param name="QueuedAt">When it was stored, or requeued after it had failed.</param>
/// <param name="Due">When it may be claimed. Until then somebody holds it, or it waits for its next attempt.</param>
/// <param name="Claims">The claims so far; of a claimed message, the number of the claim.</param>
/// <param name="UnknownOutcomes">The claims, the current one included, after which the mail may have gone out.</param>
internal sealed record QueuedMessage(Message Message, DateTimeOffset QueuedAt, DateTimeOffset Due, int Claims, int UnknownOutcomes);

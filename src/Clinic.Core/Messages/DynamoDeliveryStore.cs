using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Messages;

/// <summary>
/// The delivery's side of the messages table. A claim is a lease with a number: <c>attempts</c> counts the claims, and
/// <c>unsure</c> those of which nobody knows whether they ended with a mail that went out.
/// </summary>
public sealed class DynamoDeliveryStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    /// <summary>
    /// Claims a message for a while; null when it is settled, claimed by somebody else or not to be tried yet.
    /// </summary>
    public async Task<DeliveryClaim?> ClaimAsync(string id, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var update = new Expression("SET #claimedUntil = :until ADD #attempts :one, #unsure :one").With(":until", now + lease).With(":one", 1);
        var free = new Expression("#pending = :pending AND (attribute_not_exists(#claimedUntil) OR #claimedUntil <= :now)")
            .With(":pending", MessageItems.Pending).With(":now", now);
        return await UpdateAsync(id, update, free) is { } item ? new DeliveryClaim(MessageItems.Read(item), item.Number("attempts"), item.Number("unsure")) : null;
    }

    /// <summary>When a message may be claimed next; null when it is settled or not there.</summary>
    public async Task<DateTimeOffset?> FindDueAsync(string id) =>
        await dynamo.FindAsync(table, MessageItems.Key(id)) is { } item && item.TextOrNull("pending") is not null ? item.TimeOrNull("claimedUntil") ?? time.GetUtcNow() : null;

    /// <summary>The mail has gone out, whatever has become of the claim in the meantime.</summary>
    public Task MarkSentAsync(DeliveryClaim claim, string mailId) => UpdateAsync(
        claim.Message.Id,
        new Expression("SET #status = :sent, #sentAt = :now, #mailId = :mailId REMOVE #pending, #claimedUntil, #failure")
            .With(":sent", MessageStatus.Sent.Name()).With(":now", time.GetUtcNow()).With(":mailId", mailId),
        new Expression("attribute_exists(#id) AND #status <> :sent"));

    public Task MarkFailedAsync(DeliveryClaim claim, string reason) => UpdateAsync(
        claim.Message.Id,
        new Expression("SET #status = :failed, #failure = :reason REMOVE #pending, #claimedUntil").With(":failed", MessageStatus.Failed.Name()).With(":reason", reason),
        Mine(claim));

    /// <summary>Gives the claim back until the message is tried again.</summary>
    /// <param name="wentOut">Whether the mail may have gone out.</param>
    public Task ReleaseAsync(DeliveryClaim claim, DateTimeOffset due, bool wentOut) => UpdateAsync(
        claim.Message.Id,
        (wentOut ? new Expression("SET #claimedUntil = :due") : new Expression("SET #claimedUntil = :due ADD #unsure :less").With(":less", -1)).With(":due", due),
        Mine(claim));

    /// <summary>The queued messages that may be claimed now, oldest first, in pages of what one call reads.</summary>
    public async Task<IReadOnlyList<string>> ListDueAsync(DateTimeOffset queuedBefore, int limit)
    {
        var key = new Expression("#pending = :pending").With(":pending", MessageItems.Pending);
        var due = new Expression("#createdAt < :queuedBefore AND (attribute_not_exists(#claimedUntil) OR #claimedUntil <= :now)")
            .With(":queuedBefore", queuedBefore).With(":now", time.GetUtcNow());
        var found = await dynamo.ReadPastAsync(
            new QueryRequest
            {
                TableName = table,
                IndexName = "byPending",
                KeyConditionExpression = key.Text,
                FilterExpression = due.Text,
                ExpressionAttributeNames = Expression.NamesOf(key, due),
                ExpressionAttributeValues = Expression.ValuesOf(key, due),
            },
            limit);
        return [.. found.Take(limit).Select(item => item.Text("id"))];
    }

    private static Expression Mine(DeliveryClaim claim) =>
        new Expression("#pending = :pending AND #attempts = :mine").With(":pending", MessageItems.Pending).With(":mine", claim.Attempt);

    private Task<Dictionary<string, AttributeValue>?> UpdateAsync(string id, Expression update, Expression condition) =>
        dynamo.TryUpdateAsync(table, MessageItems.Key(id), update, condition);
}

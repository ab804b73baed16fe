using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

namespace Clinic.MessageDelivery;

/// <summary>
/// Gives messages without a recipient to the user who has their address, if they were sent since the address is the user's. What went to the
/// address before stays without a recipient, as no history says whose address it was then (docs/adr/0031).
/// </summary>
internal sealed class DynamoRecipientRepair(IAmazonDynamoDB dynamo, string table, string credentialsTable, DynamoAuditStore audit)
{
    private const int PageLength = 500;
    private const int Parallelism = 8;

    /// <summary>Assigns the messages of one page of the table. Each is assigned once, however often this runs.</summary>
    public async Task<MessageRepairOutcome> AssignAsync(string? after)
    {
        var (messages, next) = await dynamo.ReadPageAsync(
            table, after is null ? null : MessageItems.Key(after), PageLength, new Expression("attribute_not_exists(#recipientId)"), new Expression("#id, #to, #createdAt"));
        var (assigned, left) = (0, 0);
        await Parallel.ForEachAsync(messages.GroupBy(message => message.Text("to")), new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (sameAddress, _) =>
        {
            var owner = await FindOwnerAsync(sameAddress.Key);
            foreach (var message in sameAddress)
            {
                if (owner?.Since <= message.Time("createdAt"))
                    Interlocked.Add(ref assigned, await TryAssignAsync(message.Text("id"), owner.Value.UserId) ? 1 : 0);
                else
                    Interlocked.Increment(ref left);
            }
        });
        return new MessageRepairOutcome(assigned, left, next?.Text("id"));
    }

    private async Task<(string UserId, DateTimeOffset? Since)?> FindOwnerAsync(string address)
    {
        if (await dynamo.FindAsync(credentialsTable, CredentialItems.Claim(address)) is not { } claim)
            return null;
        var userId = claim.Text("userId");
        return (userId, TheirsSince(await audit.ReadAllAsync(userId)));
    }

    private async Task<bool> TryAssignAsync(string id, string userId) => await dynamo.TryUpdateAsync(
        table,
        MessageItems.Key(id),
        new Expression("SET #recipientId = :user").With(":user", userId),
        new Expression("attribute_exists(#id) AND attribute_not_exists(#recipientId)")) is not null;

    /// <summary>Since when a user's address is theirs: since the clinic entered it, or since a mailed code has proven it.</summary>
    /// <param name="history">What was done to the user, oldest first.</param>
    /// <returns>Null when they have proven nothing, or nothing is known.</returns>
    internal static DateTimeOffset? TheirsSince(IEnumerable<AuditEntry> history)
    {
        DateTimeOffset? since = null;
        foreach (var entry in history)
        {
            since = entry switch
            {
                { Action: AuditAction.UserCreated, ByRole: not null } => entry.At,
                { Action: AuditAction.UserImported } or { Action: AuditAction.PasswordReset } => since ?? entry.At,
                _ => since,
            };
            if (entry.Fields.Contains("email"))
                since = entry.At;
        }
        return since;
    }
}

/// <summary>A repair of stored messages that an operator asks for. It works in parts, each within one invocation.</summary>
/// <param name="Mode">Which repair, such as <see cref="Requeue"/>.</param>
/// <param name="After">The message after which this part begins; null for the first part.</param>
internal sealed record MessageRepair(string Mode, string? After = null)
{
    /// <summary>Requeues failed messages, to be delivered once more.</summary>
    public const string Requeue = "requeue";

    /// <summary>Gives messages that were stored without their addressee to the user whose address it was, where that is certain.</summary>
    public const string Assign = "assign";
}

/// <summary>What one part of a repair has done.</summary>
/// <param name="Changed">How many messages it has changed.</param>
/// <param name="Left">How many it was asked to change but has left as they are.</param>
/// <param name="After">Where the next part begins; null when this was the last part.</param>
internal sealed record MessageRepairOutcome(int Changed, int Left, string? After = null);

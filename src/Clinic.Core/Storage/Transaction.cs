using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;

namespace Clinic.Core.Storage;

/// <summary>
/// One TransactWriteItems: all of its writes happen or none. Each write may be guarded by a condition with a name, and
/// committing says which guard refused.
/// </summary>
internal sealed class Transaction(IAmazonDynamoDB dynamo)
{
    /// <summary>The guard of the account that acts, which refuses in the same way wherever it does.</summary>
    public const string ActorGuard = "actor";

    private readonly List<TransactWriteItem> writes = [];
    private readonly List<string> guards = [];

    /// <summary>Puts an item that must not be there yet.</summary>
    public Transaction Create(string table, Item item, string key, string guard) =>
        Add(guard, new TransactWriteItem
        {
            Put = new Put { TableName = table, Item = item.Attributes, ConditionExpression = $"attribute_not_exists({key})" },
        });

    public Transaction Put(string table, Item item, Expression? condition = null, string guard = "") =>
        Add(guard, new TransactWriteItem
        {
            Put = new Put
            {
                TableName = table,
                Item = item.Attributes,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = condition?.Names,
                ExpressionAttributeValues = condition?.Values,
            },
        });

    public Transaction Update(string table, Item key, Expression update, Expression? condition = null, string guard = "") =>
        Add(guard, new TransactWriteItem
        {
            Update = new Update
            {
                TableName = table,
                Key = key.Attributes,
                UpdateExpression = update.Text,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = Expression.NamesOf(update, condition),
                ExpressionAttributeValues = Expression.ValuesOf(update, condition),
            },
        });

    public Transaction Delete(string table, Item key, Expression? condition = null, string guard = "") =>
        Add(guard, new TransactWriteItem
        {
            Delete = new Delete
            {
                TableName = table,
                Key = key.Attributes,
                ConditionExpression = condition?.Text,
                ExpressionAttributeNames = condition?.Names,
                ExpressionAttributeValues = condition?.Values,
            },
        });

    public Transaction Check(string table, Item key, Expression condition, string guard) =>
        Add(guard, new TransactWriteItem
        {
            ConditionCheck = new ConditionCheck
            {
                TableName = table,
                Key = key.Attributes,
                ConditionExpression = condition.Text,
                ExpressionAttributeNames = condition.Names,
                ExpressionAttributeValues = condition.Values,
            },
        });

    /// <returns>Null when committed, otherwise the name of the first guard that refused.</returns>
    /// <exception cref="ContentionException">Another transaction held an item: nothing was written, and a new try may succeed.</exception>
    /// <exception cref="ForbiddenException">The account that acts is not active any more.</exception>
    public async Task<string?> CommitAsync()
    {
        try
        {
            await dynamo.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = writes });
            return null;
        }
        catch (TransactionCanceledException canceled)
        {
            var refused = canceled.CancellationReasons.FindIndex(reason => reason.Code == "ConditionalCheckFailed");
            if (refused >= 0)
                return guards[refused] is ActorGuard ? throw ForbiddenException.InactiveActor : guards[refused];
            throw canceled.CancellationReasons.Exists(reason => reason.Code is "TransactionConflict" or "ThrottlingError" or "ProvisionedThroughputExceeded")
                ? new ContentionException(canceled)
                : canceled;
        }
        catch (TransactionConflictException conflict)
        {
            throw new ContentionException(conflict);
        }
    }

    private Transaction Add(string guard, TransactWriteItem write)
    {
        writes.Add(write);
        guards.Add(guard);
        return this;
    }
}

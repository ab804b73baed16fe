using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Reads and conditional updates of one item.</summary>
internal static class SingleItem
{
    /// <summary>Reads an item, consistently; null when there is none.</summary>
    public static async Task<Dictionary<string, AttributeValue>?> FindAsync(this IAmazonDynamoDB dynamo, string table, Item key)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = key.Attributes, ConsistentRead = true });
        return found.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>The item as it is after the update; null when the condition refused it.</summary>
    public static async Task<Dictionary<string, AttributeValue>?> TryUpdateAsync(this IAmazonDynamoDB dynamo, string table, Item key, Expression update, Expression condition)
    {
        try
        {
            var answer = await dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table,
                Key = key.Attributes,
                UpdateExpression = update.Text,
                ConditionExpression = condition.Text,
                ExpressionAttributeNames = Expression.NamesOf(update, condition),
                ExpressionAttributeValues = Expression.ValuesOf(update, condition),
                ReturnValues = ReturnValue.ALL_NEW,
            });
            return answer.Attributes;
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }
}

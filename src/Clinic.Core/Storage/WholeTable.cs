using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Reads a table from end to end, consistently. No request does this.</summary>
internal static class WholeTable
{
    /// <summary>What a filter lets through of one page.</summary>
    /// <param name="after">The key behind which the page begins; null for the first one.</param>
    /// <param name="length">How many items are looked at.</param>
    /// <returns>The items, and the key behind which the next page begins; null when this was the last one.</returns>
    public static async Task<(List<Dictionary<string, AttributeValue>> Items, Dictionary<string, AttributeValue>? Next)> ReadPageAsync(
        this IAmazonDynamoDB dynamo, string table, Item? after, int length, Expression filter, Expression projection)
    {
        var page = await dynamo.ScanAsync(new ScanRequest
        {
            TableName = table,
            ConsistentRead = true,
            Limit = length,
            ExclusiveStartKey = after?.Attributes,
            FilterExpression = filter.Text,
            ProjectionExpression = projection.Text,
            ExpressionAttributeNames = Expression.NamesOf(filter, projection),
            ExpressionAttributeValues = filter.Values,
        });
        return (page.Items ?? [], page.LastEvaluatedKey is { Count: > 0 } next ? next : null);
    }

    public static async IAsyncEnumerable<Dictionary<string, AttributeValue>> ReadAllAsync(this IAmazonDynamoDB dynamo, string table, Expression? projection = null)
    {
        var request = new ScanRequest
        {
            TableName = table,
            ConsistentRead = true,
            ProjectionExpression = projection?.Text,
            ExpressionAttributeNames = projection?.Names,
        };
        do
        {
            var page = await dynamo.ScanAsync(request);
            foreach (var item in page.Items ?? [])
                yield return item;
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }
}

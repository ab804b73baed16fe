using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Reads what a page needs of a query, however much a filter leaves out on the way.</summary>
internal static class PagedQuery
{
    /// <summary>All items of a partition of the table itself, consistently.</summary>
    public static Task<List<Dictionary<string, AttributeValue>>> ReadPartitionAsync(this IAmazonDynamoDB dynamo, string table, Expression key) => dynamo.ReadPastAsync(
        new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = key.Text,
            ExpressionAttributeNames = key.Names,
            ExpressionAttributeValues = key.Values,
            ConsistentRead = true,
        },
        int.MaxValue);

    /// <summary>More than <paramref name="limit"/> items, or all that there are.</summary>
    /// <param name="isWanted">Of the items that the query finds; null for all.</param>
    public static async Task<List<Dictionary<string, AttributeValue>>> ReadPastAsync(
        this IAmazonDynamoDB dynamo, QueryRequest request, int limit, Func<Dictionary<string, AttributeValue>, bool>? isWanted = null)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        do
        {
            var answer = await dynamo.QueryAsync(request);
            found.AddRange((answer.Items ?? []).Where(isWanted ?? (static _ => true)));
            request.ExclusiveStartKey = answer.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 } && found.Count <= limit);
        return found;
    }
}

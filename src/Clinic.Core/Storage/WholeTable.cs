using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Reads a table from end to end, consistently. No request does this.</summary>
internal static class WholeTable
{
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

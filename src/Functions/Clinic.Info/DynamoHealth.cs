using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Info;

/// <summary>Asks the database for an item that nobody has, in a table whose items nobody can read without a key of the clinic's secret.</summary>
public sealed class DynamoHealth(IAmazonDynamoDB dynamo, string idempotencyTable)
{
    public Task ReadAsync() => dynamo.GetItemAsync(new GetItemRequest { TableName = idempotencyTable, Key = new() { ["pk"] = new AttributeValue("health") } });
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.ApiKeys;

/// <summary>Reads single API keys from the credentials table.</summary>
public sealed class DynamoApiKeyReader(IAmazonDynamoDB dynamo, string table)
{
    public async Task<ApiKey?> FindAsync(string id)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = ApiKeyItems.Key(id).Attributes, ConsistentRead = true });
        return found.Item is { Count: > 0 } item ? ApiKeyItems.Read(item) : null;
    }
}

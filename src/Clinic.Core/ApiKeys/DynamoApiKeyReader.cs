using Amazon.DynamoDBv2;
using Clinic.Core.Storage;

namespace Clinic.Core.ApiKeys;

/// <summary>Reads single API keys from the credentials table.</summary>
public sealed class DynamoApiKeyReader(IAmazonDynamoDB dynamo, string table)
{
    public async Task<ApiKey?> FindAsync(string id) => await dynamo.FindAsync(table, ApiKeyItems.Key(id)) is { } item ? ApiKeyItems.Read(item) : null;
}

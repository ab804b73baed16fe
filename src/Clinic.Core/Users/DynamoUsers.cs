using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Users;

/// <summary>Reads of single users that more than one store needs.</summary>
internal static class DynamoUsers
{
    public static async Task<User?> FindAsync(IAmazonDynamoDB dynamo, string table, string id)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = UserItems.Key(id).Attributes, ConsistentRead = true });
        return found.Item is { Count: > 0 } item ? UserItems.Read(item) : null;
    }
}

using Amazon.DynamoDBv2;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Reads of single users that more than one store needs.</summary>
internal static class DynamoUsers
{
    public static async Task<User?> FindAsync(IAmazonDynamoDB dynamo, string table, string id) =>
        await dynamo.FindAsync(table, UserItems.Key(id)) is { } item ? UserItems.Read(item) : null;
}

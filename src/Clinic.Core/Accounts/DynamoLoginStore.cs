using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>What the auth function may do with users: read one, and note a login and that an email is theirs.</summary>
public sealed class DynamoLoginStore(IAmazonDynamoDB dynamo, string table)
{
    public Task<User?> FindAsync(string id) => DynamoUsers.FindAsync(dynamo, table, id);

    /// <summary>Notes the login, which is no change of the user's version, and answers who signed in.</summary>
    public async Task<SignedInUser> RecordLoginAsync(string id, DateTimeOffset at)
    {
        var update = new Expression("SET #lastLoginAt = :at").With(":at", at);
        var exists = new Expression("attribute_exists(#id)");
        var answer = await dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = UserItems.Key(id).Attributes,
            UpdateExpression = update.Text,
            ConditionExpression = exists.Text,
            ExpressionAttributeNames = Expression.NamesOf(update, exists),
            ExpressionAttributeValues = update.Values,
            ReturnValues = ReturnValue.ALL_NEW,
        });
        return new SignedInUser(id, answer.Attributes.Text("firstName"), RoleNames.Parse(answer.Attributes.Text("role"))!.Value);
    }

    /// <summary>The user has shown that they read the mails of their address, which is no change of their version either.</summary>
    internal void AddProvenEmail(Transaction transaction, string id) => transaction.Update(
        table, UserItems.Key(id), new Expression("REMOVE #hasUnprovenEmail"), new Expression("attribute_exists(#id)"), "user");
}

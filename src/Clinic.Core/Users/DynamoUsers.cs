using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>What every function may ask of the users table: who somebody is, and whether whoever acts is still active.</summary>
public sealed class DynamoUsers(IAmazonDynamoDB dynamo, string table)
{
    internal string Table => table;

    public async Task<User?> FindAsync(string id) => await dynamo.FindAsync(table, UserItems.Key(id)) is { } item ? UserItems.Read(item) : null;

    /// <summary>
    /// A transaction that a caller asks for. It happens only while the account that acts is active: a token outlives the deactivation
    /// of its account by minutes, in which it must change nothing. Only a transaction that writes to that very account begins without,
    /// as DynamoDB takes one operation on an item.
    /// </summary>
    internal Transaction Begin(Caller caller) => caller.ActorId is not { } actorId
        ? new Transaction(dynamo)
        : new Transaction(dynamo).Check(table, UserItems.Key(actorId), UserAccess.IsActive(caller.ActorRole), unless: () => ForbiddenException.InactiveActor);

    /// <summary>Notes the login, which is no change of the user's version, and tells who signed in.</summary>
    public async Task<SignedInUser> RecordLoginAsync(string id, DateTimeOffset at)
    {
        var update = new Expression("SET #lastLoginAt = :at").With(":at", at);
        var exists = new Expression("attribute_exists(#id)");
        var response = await dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = UserItems.Key(id).Attributes,
            UpdateExpression = update.Text,
            ConditionExpression = exists.Text,
            ExpressionAttributeNames = Expression.NamesOf(update, exists),
            ExpressionAttributeValues = update.Values,
            ReturnValues = ReturnValue.ALL_NEW,
        });
        return new SignedInUser(id, response.Attributes.Text("firstName"), RoleNames.Parse(response.Attributes.Text("role"))!.Value);
    }

    /// <summary>The user has shown that they read the mails of their address, which is no change of their version either.</summary>
    internal void AddProvenEmail(Transaction transaction, string id) => transaction.Update(
        table, UserItems.Key(id), new Expression("REMOVE #hasUnprovenEmail"), new Expression("attribute_exists(#id)"));
}

/// <summary>
/// The names that stand beside staff ids in answers. Staff are few and seldom renamed: a name is kept for a minute, so that
/// a warm request needs no second read.
/// </summary>
public sealed class NameDirectory(Func<string, Task<User?>> find, TimeProvider time)
{
    private const int Remembered = 1_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (string? Name, DateTimeOffset Until)> names = new();

    /// <summary>The full name, or null when there is no such user.</summary>
    public async Task<string?> NameOfAsync(string userId)
    {
        var now = time.GetUtcNow();
        if (names.TryGetValue(userId, out var known) && known.Until > now)
            return known.Name;
        var name = (await find(userId))?.FullName;
        if (names.Count >= Remembered)
            names.Clear();
        names[userId] = (name, now + Life);
        return name;
    }

    public async Task<IReadOnlyDictionary<string, string?>> NamesOfAsync(IEnumerable<string> userIds)
    {
        var ids = userIds.Distinct().ToList();
        var found = await Task.WhenAll(ids.Select(NameOfAsync));
        return ids.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}

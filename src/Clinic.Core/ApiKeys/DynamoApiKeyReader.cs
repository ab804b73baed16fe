using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Clinic.Core.Storage;

namespace Clinic.Core.ApiKeys;

/// <summary>A key that may be used.</summary>
/// <param name="MakerId">The user who made it, or who made the first of the keys that made one another; null where an app client did.</param>
public sealed record ValidApiKey(ApiKey Key, string? MakerId);

/// <summary>Reads single API keys from the credentials table.</summary>
/// <param name="requiresAdminMfa">Whether an admin without a second factor has no scope to give away.</param>
public sealed class DynamoApiKeyReader(IAmazonDynamoDB dynamo, string table, bool requiresAdminMfa, TimeProvider time)
{
    /// <summary>
    /// The key, unless it is at its end or has lost its maker's right: a user who is not active any more or may not do what it may, or
    /// a key that is itself deleted or no longer valid.
    /// </summary>
    public async Task<ValidApiKey?> FindValidAsync(string id)
    {
        var now = time.GetUtcNow();
        if (await FindAsync(id) is not { } key || !key.IsValid(now))
            return null;
        var made = key;
        while (Identifier.TryParse(made.CreatedById, out var makerId)) // the id of an app client is no UUID
        {
            var maker = CredentialItems.Read(makerId, await dynamo.FindAsync(table, CredentialItems.Key(makerId)));
            if (maker.Exists)
                return maker.Active && key.Scopes.All(maker.Scopes(requiresAdminMfa).Contains) ? new ValidApiKey(key, makerId) : null;
            if (await FindAsync(makerId) is not { } parent || !parent.IsValid(now))
                return null;
            made = parent;
        }
        return new ValidApiKey(key, null);
    }

    public async Task<ApiKey?> FindAsync(string id) => await dynamo.FindAsync(table, ApiKeyItems.Key(id)) is { } item ? ApiKeyItems.Read(item) : null;
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.ApiKeys;

/// <summary>API keys in the credentials table, for the auth function alone; the identity triggers read them (<see cref="DynamoApiKeyReader"/>).</summary>
public sealed class DynamoApiKeyStore(IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    internal async Task AddAsync(Caller caller, ApiKey key, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.Begin(caller).Create(table, ApiKeyItems.Write(key), "pk");
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>False when there is no such key.</summary>
    internal async Task<bool> DeleteAsync(Caller caller, string id, AuditEntry entry)
    {
        var transaction = users.Begin(caller).Delete(table, ApiKeyItems.Key(id), new Expression("attribute_exists(#pk)"));
        audit.AddTo(transaction, entry);
        return await transaction.TryCommitAsync();
    }

    /// <summary>Notes that a key was used, at most once a minute.</summary>
    internal async Task MarkUsedAsync(ApiKey key, DateTimeOffset at)
    {
        if (at - key.LastUsedAt < UseResolution)
            return;
        var update = new Expression("SET #lastUsedAt = :at").With(":at", at);
        var isDue = new Expression("attribute_exists(#pk) AND (attribute_not_exists(#lastUsedAt) OR #lastUsedAt <= :before)").With(":before", at - UseResolution);
        // Refused when another request has noted it within this minute, or the key was deleted.
        await dynamo.TryUpdateAsync(table, ApiKeyItems.Key(key.Id), update, isDue);
    }

    /// <summary>Newest first.</summary>
    public async Task<Slice<ApiKey>> ListAsync(Page page)
    {
        var found = await dynamo.ReadListAsync(table, "byKind", ("kind", ApiKeyItems.Kind), "pk", page);
        return Slice.Cut(found, page.Limit, item => item.Text("pk")).Select(ApiKeyItems.Read);
    }
}

/// <summary>A key that may be used.</summary>
/// <param name="MakerId">The user who made it; where keys made keys, the user who made the first one. Null where an app client made it.</param>
public sealed record ValidApiKey(ApiKey Key, string? MakerId);

/// <summary>Reads single API keys from the credentials table.</summary>
/// <param name="requiresAdminMfa">Whether an admin without a second factor has no scopes to pass on.</param>
public sealed class DynamoApiKeyReader(IAmazonDynamoDB dynamo, string table, bool requiresAdminMfa, TimeProvider time)
{
    /// <summary>
    /// The key, unless it has expired or lost its maker's right: the user is not active any more or may not do what the key may, or
    /// the key that made it is itself deleted or no longer valid.
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
                return maker.Active && key.Scopes.All(maker.Scopes(requiresAdminMfa, patientBooking: false).Contains) ? new ValidApiKey(key, makerId) : null;
            if (await FindAsync(makerId) is not { } parent || !parent.IsValid(now))
                return null;
            made = parent;
        }
        return new ValidApiKey(key, null);
    }

    public async Task<ApiKey?> FindAsync(string id) => await dynamo.FindAsync(table, ApiKeyItems.Key(id)) is { } item ? ApiKeyItems.Read(item) : null;
}

/// <summary>API keys as items of the credentials table. Their end is not a TTL: an expired key stays in the list until it is deleted.</summary>
internal static class ApiKeyItems
{
    public const string Kind = "api-key";
    private const string Prefix = "key#";

    public static Item Key(string id) => new Item().Text("pk", Prefix + id);

    public static Item Write(ApiKey key) => Key(key.Id)
        .Text("kind", Kind)
        .Text("name", key.Name)
        .Text("scopes", string.Join(' ', key.Scopes))
        .Text("hash", key.Hash)
        .Text("createdById", key.CreatedById)
        .Time("createdAt", key.CreatedAt)
        .Time("endsAt", key.ExpiresAt);

    /// <summary>A key from the list comes without its hash.</summary>
    public static ApiKey Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("pk")[Prefix.Length..],
        item.Text("name"),
        item.Text("scopes").Split(' '),
        item.TextOrNull("hash") ?? "",
        item.Text("createdById"),
        item.Time("createdAt"),
        item.TimeOrNull("endsAt"),
        item.TimeOrNull("lastUsedAt"));
}

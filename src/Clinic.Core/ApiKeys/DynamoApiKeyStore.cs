using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.ApiKeys;

/// <summary>API keys in the credentials table, for the auth function alone; the identity triggers read them (<see cref="DynamoApiKeyReader"/>).</summary>
public sealed class DynamoApiKeyStore(IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore answers)
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    internal async Task AddAsync(Caller caller, ApiKey key, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.Begin(caller).Create(table, ApiKeyItems.Write(key), "pk");
        audit.AddTo(transaction, entry);
        await answers.AddToAsync(transaction, response);
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
        var key = new Expression("#kind = :kind" + (page.After is null ? "" : " AND #pk < :after")).With(":kind", ApiKeyItems.Kind);
        if (page.After is not null)
            key.With(":after", page.After);
        var found = await dynamo.ReadPastAsync(
            new QueryRequest
            {
                TableName = table,
                IndexName = "byKind",
                KeyConditionExpression = key.Text,
                ExpressionAttributeNames = key.Names,
                ExpressionAttributeValues = key.Values,
                ScanIndexForward = false,
                Limit = page.Limit + 1,
            },
            page.Limit);
        return Slice.Cut(found, page.Limit, item => item.Text("pk")).Select(ApiKeyItems.Read);
    }
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;

namespace Clinic.Core.Storage;

/// <summary>First answers by caller and key. An answer is written in the transaction of its effect, so neither exists without the other.</summary>
public sealed class DynamoIdempotencyStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    internal const string Guard = "answered";

    public async Task<StoredAnswer?> FindAsync(IdempotencyClaim claim)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = Key(claim).Attributes, ConsistentRead = true });
        return found.Item is { Count: > 0 } item && item.LongOrNull("expiresAt") > time.GetUtcNow().ToUnixTimeSeconds() ? Read(item, claim) : null;
    }

    /// <summary>Adds the answer to the effect's transaction; refused with <see cref="Guard"/> when there is one already.</summary>
    internal void AddTo(Transaction transaction, StoredAnswer? answer)
    {
        if (answer is null)
            return;
        var now = time.GetUtcNow();
        var item = Key(answer.Claim)
            .Text("fingerprint", answer.Claim.Fingerprint)
            .Number("status", answer.Response.Status)
            .Text("body", answer.Response.Body)
            .Text("contentType", answer.Response.ContentType)
            .Number("expiresAt", (now + IdempotencyClaim.Life).ToUnixTimeSeconds());
        var headers = new Item();
        foreach (var (name, value) in answer.Response.Headers)
            headers.Text(name, value);
        var isNew = new Expression("attribute_not_exists(#pk) OR #expiresAt <= :now").With(":now", now.ToUnixTimeSeconds());
        transaction.Put(table, item.Map("headers", headers), isNew, Guard);
    }

    private static Item Key(IdempotencyClaim claim) => new Item().Text("pk", claim.Key);

    private static StoredAnswer Read(Dictionary<string, AttributeValue> item, IdempotencyClaim claim) =>
        new(claim with { Fingerprint = item.Text("fingerprint") },
            new Response(item.Number("status"), item.TextOrNull("body"), item.TextOrNull("contentType"))
            {
                Headers = item.MapOrNull("headers")?.ToDictionary(header => header.Key, header => header.Value.S) ?? [],
            });
}

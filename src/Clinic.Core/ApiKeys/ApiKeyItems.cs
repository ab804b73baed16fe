using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.ApiKeys;

/// <summary>API keys as items of the credentials table. Their end is no TTL: an ended key stays in the list until it is deleted.</summary>
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

    /// <summary>A listed key comes without its hash.</summary>
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

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Exports;

/// <summary>Exports in DynamoDB. The stream of the table starts what is stored here.</summary>
public sealed class DynamoExportStore(IAmazonDynamoDB dynamo, string table, DynamoUsers users, KeyRing keys, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    public async Task<Export?> FindAsync(string id) => await dynamo.FindAsync(table, ExportItems.Key(id)) is { } item ? ExportItems.Read(item) : null;

    /// <summary>Stores an export together with the key of its pseudonyms, so that no retry can make a second one.</summary>
    internal async Task AddAsync(Caller caller, Export export, byte[] pseudonymKey, AuditEntry entry, StoredResponse? response)
    {
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.Pseudonyms, pseudonymKey, export.Id);
        var transaction = users.Begin(caller).Create(table, ExportItems.Write(export, ciphertext, keyId), "id");
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>Newest first.</summary>
    public async Task<Slice<Export>> ListAsync(Page page)
    {
        var found = await dynamo.ReadListAsync(table, null, ("kind", ExportItems.Kind), "id", page);
        return Slice.Cut(found, page.Limit, item => item.Text("id")).Select(ExportItems.Read);
    }
}

/// <summary>Exports as items of the exports table, all in one partition: they are few, and a list of them needs no index.</summary>
internal static class ExportItems
{
    public const string Kind = "export";

    public static Item Key(string id) => new Item().Text("kind", Kind).Text("id", id);

    /// <summary>An export that is new, with its sealed key.</summary>
    public static Item Write(Export export, byte[] ciphertext, string keyId) => Key(export.Id)
        .Text("state", export.State.Name())
        .Text("freeText", export.FreeText.Name())
        .Text("createdById", export.CreatedById)
        .Time("createdAt", export.CreatedAt)
        .Bytes("sealedKey", ciphertext)
        .Text("keyId", keyId);

    public static Export Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        ExportStateNames.Parse(item.Text("state")),
        FreeTextNames.Parse(item.TextOrNull("freeText")),
        item.Text("createdById"),
        item.Time("createdAt"),
        item.TimeOrNull("finishedAt"),
        item.TextOrNull("failure"),
        item.NumberOr("parts", 0),
        item.ContainsKey("patients")
            ? new ExportCounts(item.Number("patients"), item.Number("sessions"), item.Number("suppressedPatients"), item.Number("suppressedSessions"))
            : null,
        item.NumberOr("kinds", ExportFiles.KindsBeforeCare));
}

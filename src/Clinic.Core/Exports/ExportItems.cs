using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Exports;

/// <summary>Exports as items of the exports table, all in one partition: they are few, and a list of them needs no index.</summary>
internal static class ExportItems
{
    public const string Kind = "export";

    public static Item Key(string id) => new Item().Text("kind", Kind).Text("id", id);

    /// <summary>An export that is new, with its sealed key.</summary>
    public static Item Write(Export export, byte[] box, string keyId) => Key(export.Id)
        .Text("state", export.State.Name())
        .Text("freeText", export.FreeText.Name())
        .Text("createdById", export.CreatedById)
        .Time("createdAt", export.CreatedAt)
        .Bytes("sealedKey", box)
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
            : null);
}

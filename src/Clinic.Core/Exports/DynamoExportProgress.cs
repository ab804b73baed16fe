using Amazon.DynamoDBv2;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Exports;

/// <summary>The state machine's side of the exports table. Each step may be repeated; the key is gone when the export has ended.</summary>
public sealed class DynamoExportProgress(IAmazonDynamoDB dynamo, string table, KeyRing keys, TimeProvider time)
{
    public async Task<Export?> FindAsync(string id) => await dynamo.FindAsync(table, ExportItems.Key(id)) is { } item ? ExportItems.Read(item) : null;

    /// <summary>
    /// The export, which is this execution's from now on; null when it is another's or has ended. The stream may tell of an export
    /// twice, and a task may be repeated.
    /// </summary>
    public async Task<Export?> ClaimAsync(string id, string execution) => await dynamo.TryUpdateAsync(
        table,
        ExportItems.Key(id),
        new Expression("SET #state = :running, #execution = :execution").With(":running", ExportState.Running.Name()).With(":execution", execution),
        new Expression("#state = :queued OR (#state = :running AND #execution = :execution)")
            .With(":queued", ExportState.Queued.Name()).With(":running", ExportState.Running.Name()).With(":execution", execution)) is { } item ? ExportItems.Read(item) : null;

    /// <summary>The export with the key of its pseudonyms; null when it has ended.</summary>
    public async Task<(Export Export, byte[] Key)?> FindWithKeyAsync(string id) =>
        await dynamo.FindAsync(table, ExportItems.Key(id)) is { } item && item.BytesOrNull("sealedKey") is { } box
            ? (ExportItems.Read(item), await keys.OpenAsync(KeyRing.Pseudonyms, item.Text("keyId"), box, id) ?? throw new InvalidOperationException("The export's key does not open."))
            : null;

    public Task MarkSucceededAsync(string id, int parts, ExportCounts counts) => EndAsync(
        id,
        new Expression(
            "SET #state = :state, #finishedAt = :now, #parts = :parts, #patients = :patients, #sessions = :sessions, "
            + "#suppressedPatients = :suppressedPatients, #suppressedSessions = :suppressedSessions REMOVE #sealedKey, #keyId")
            .With(":state", ExportState.Succeeded.Name()).With(":now", time.GetUtcNow()).With(":parts", parts)
            .With(":patients", counts.Patients).With(":sessions", counts.Sessions)
            .With(":suppressedPatients", counts.SuppressedPatients).With(":suppressedSessions", counts.SuppressedSessions));

    public Task MarkFailedAsync(string id, string failure) => EndAsync(
        id,
        new Expression("SET #state = :state, #finishedAt = :now, #failure = :failure REMOVE #sealedKey, #keyId")
            .With(":state", ExportState.Failed.Name()).With(":now", time.GetUtcNow()).With(":failure", failure));

    /// <summary>What has ended stays as it ended.</summary>
    private async Task EndAsync(string id, Expression update) => await dynamo.TryUpdateAsync(table, ExportItems.Key(id), update, IsUnderWay());

    private static Expression IsUnderWay() => new Expression("#state IN (:queued, :running)").With(":queued", ExportState.Queued.Name()).With(":running", ExportState.Running.Name());
}

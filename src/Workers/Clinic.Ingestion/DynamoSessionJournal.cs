using Amazon.DynamoDBv2;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Sessions in full in the imports table, written down before anything else is done with them, so that whoever comes after a crash
/// can finish it. Each page has a partition of its own: they are large.
/// </summary>
internal sealed class DynamoSessionJournal(IAmazonDynamoDB dynamo, string table, ImportLease lease, TimeProvider time)
{
    /// <returns>The journal's id, and how many pages it has.</returns>
    internal async Task<(string Id, int Pages)> WriteAsync(IEnumerable<Session> sessions)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var expiresAt = (time.GetUtcNow() + DynamoStagedRows.Life).ToUnixTimeSeconds();
        var pages = 0;
        // One after the other: a request of 25 would be several megabytes.
        foreach (var sessionsOfPage in JournalPages.Of(sessions))
        {
            lease.Check();
            await dynamo.PutAsync(table, [Key(id, pages++).Bytes("sessions", sessionsOfPage).Number("expiresAt", expiresAt)], time);
        }
        return (id, pages);
    }

    /// <summary>Null when it is not there any more, or not all of it.</summary>
    internal async Task<IReadOnlyList<Session>?> ReadAsync(string id, int pages)
    {
        var found = await dynamo.FindAsync(table, KeysOf(id, pages), time);
        return found.Count < pages ? null : [.. found.SelectMany(page => JournalPages.Read(page.BytesOrNull("sessions")!))];
    }

    internal Task DeleteAsync(string id, int pages) => dynamo.DeleteAsync(table, KeysOf(id, pages), time);

    private static IEnumerable<Item> KeysOf(string id, int pages) => Enumerable.Range(0, pages).Select(page => Key(id, page));

    private static Item Key(string id, int page) => new Item().Text("group", $"journal#{id}#{page}").Text("row", "sessions");
}

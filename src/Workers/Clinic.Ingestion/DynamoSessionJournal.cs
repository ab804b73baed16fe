using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Sessions in full in the imports table, written before anything else is done with them, so that the next import after a crash
/// can complete them. Each page has a partition of its own, as pages are large.
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

    /// <summary>Null when it is no longer there, or not complete.</summary>
    internal async Task<IReadOnlyList<Session>?> ReadAsync(string id, int pages)
    {
        var found = await dynamo.FindAsync(table, KeysOf(id, pages), time);
        return found.Count < pages ? null : [.. found.SelectMany(page => JournalPages.Read(page.BytesOrNull("sessions")!))];
    }

    internal Task DeleteAsync(string id, int pages) => dynamo.DeleteAsync(table, KeysOf(id, pages), time);

    private static IEnumerable<Item> KeysOf(string id, int pages) => Enumerable.Range(0, pages).Select(page => Key(id, page));

    private static Item Key(string id, int page) => new Item().Text("group", $"journal#{id}#{page}").Text("row", "sessions");
}

/// <summary>Packs sessions into pages of a journal, each of which is one item: a line of JSON for each session, compressed by gzip (RFC 1952).</summary>
internal static class JournalPages
{
    /// <summary>The size before compression, which may not help. An item has at most 400 KB, and a session a quarter of that.</summary>
    public const int MostBytes = 300_000;

    public static IEnumerable<byte[]> Of(IEnumerable<Session> sessions)
    {
        var page = new MemoryStream();
        foreach (var session in sessions)
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(session, JournalJson.Lines.Session);
            if (page.Length > 0 && page.Length + line.Length >= MostBytes)
            {
                yield return Compressed(page);
                page.SetLength(0);
            }
            page.Write(line);
            page.WriteByte((byte)'\n');
        }
        if (page.Length > 0)
            yield return Compressed(page);
    }

    public static IReadOnlyList<Session> Read(byte[] page)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(page), CompressionMode.Decompress));
        var sessions = new List<Session>();
        while (reader.ReadLine() is { } line)
            sessions.Add(JsonSerializer.Deserialize(line, JournalJson.Lines.Session)!);
        return sessions;
    }

    private static byte[] Compressed(MemoryStream page)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(page.GetBuffer(), 0, (int)page.Length);
        return compressed.ToArray();
    }
}

/// <summary>A session with all that its item has.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Session))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    public static JournalJson Lines { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true, // the id, which follows from other members
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>
/// Puts new sessions unconditionally, each once: if it is not known whether a put was done, somebody may have written an addendum
/// to the session by now, which a second put would lose. So every failure is thrown, unless DynamoDB says that it wrote nothing.
/// </summary>
/// <param name="unrepeated">A client that does not retry by itself, made with <see cref="Config"/>.</param>
internal sealed class DynamoSessionPuts(IAmazonDynamoDB unrepeated, string table, ImportLease lease, Contention contention)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static AmazonDynamoDBConfig Config => new() { MaxErrorRetry = 0, Timeout = Timeout };

    /// <summary>One request after the other, as months are written in parallel and a request may be large.</summary>
    internal async Task PutAsync(IEnumerable<Session> sessions)
    {
        foreach (var chunk in sessions.Chunk(ManyWrites.MostWrites))
            await contention.DrainAsync([.. chunk.Select(session => new WriteRequest(new PutRequest(SessionItems.Write(session).Attributes)))], TryPutAsync);
    }

    /// <returns>Those that were not put.</returns>
    private async Task<IReadOnlyList<WriteRequest>> TryPutAsync(IReadOnlyList<WriteRequest> puts)
    {
        lease.Check();
        try
        {
            return await unrepeated.TryWriteAsync(table, puts);
        }
        catch (AmazonDynamoDBException refused) when (refused.ErrorCode is "ProvisionedThroughputExceededException" or "RequestLimitExceeded" or "ThrottlingException")
        {
            return puts;
        }
    }
}

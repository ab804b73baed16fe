using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Sessions;

namespace Clinic.Ingestion;

/// <summary>Puts sessions together as pages of a journal, each of which is one item: a line of JSON for each session, compressed by gzip (RFC 1952).</summary>
internal static class JournalPages
{
    /// <summary>Before it is compressed, which may help nothing. An item has at most 400 KB, and a session a quarter of that.</summary>
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
        IgnoreReadOnlyProperties = true, // the id, which is made of others
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>
/// The template's buckets as folders: one file per object, named by its escaped key, and a journal of everything else about them.
/// A reader sees an object's old content or its new one, never a part. Without a folder the objects live as long as this one.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    private const int LongestName = 200;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredObject>> buckets;
    private readonly string folder;
    private readonly bool temporary;
    private readonly Journal journal;
    private readonly TimeProvider time;
    private readonly IReadOnlySet<string> locked;

    /// <param name="locked">The buckets with S3 Object Lock.</param>
    public ObjectStore(IEnumerable<string> names, IReadOnlySet<string> locked, string? folder, TimeProvider time)
    {
        this.locked = locked;
        this.time = time;
        temporary = folder is null;
        this.folder = folder ?? Directory.CreateTempSubdirectory("clinic-objects-").FullName;
        buckets = names.ToDictionary(name => name, static _ => new SortedDictionary<string, StoredObject>(StringComparer.Ordinal));
        foreach (var bucket in buckets.Keys)
            Directory.CreateDirectory(Path.Combine(this.folder, bucket));
        if (Directory.Exists(UploadFolder))
            Directory.Delete(UploadFolder, recursive: true);
        Directory.CreateDirectory(UploadFolder);
        journal = new Journal(temporary ? null : Path.Combine(this.folder, "objects.jsonl"));
        foreach (var fact in journal.Read())
            Learn(fact);
        journal.Compact(buckets.Values.SelectMany(objects => objects.Values).Select(Fact));
    }

    /// <summary>The folder where content waits to become an object.</summary>
    public string UploadFolder => Path.Combine(folder, "uploads");

    public bool Has(string bucket) => buckets.ContainsKey(bucket);

    public bool IsLocked(string bucket) => locked.Contains(bucket);

    public string NewUploadPath() => Path.Combine(UploadFolder, Guid.CreateVersion7(time.GetUtcNow()).ToString());

    public StoredObject? Find(string bucket, string key)
    {
        lock (gate)
            return buckets[bucket].GetValueOrDefault(key);
    }

    /// <summary>The object and its content as it is now, whatever is written in the meantime; null when there is none.</summary>
    public (StoredObject Object, FileStream Content)? Open(string bucket, string key)
    {
        lock (gate)
        {
            return buckets[bucket].TryGetValue(key, out var found)
                ? (found, new FileStream(PathOf(bucket, key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 81_920, useAsync: true))
                : null;
        }
    }

    /// <summary>Makes the content the object; null when the condition does not hold, and then the content is deleted.</summary>
    public StoredObject? Put(
        string bucket, string key, NewContent content, string etag, IReadOnlyDictionary<string, string> headers, PutCondition condition)
    {
        lock (gate)
        {
            if (!condition.Holds(buckets[bucket].GetValueOrDefault(key)))
            {
                File.Delete(content.Path);
                return null;
            }
            File.Move(content.Path, PathOf(bucket, key), overwrite: true);
            var written = new StoredObject(bucket, key, content.Length, etag, time.GetUtcNow(), headers);
            buckets[bucket][key] = written;
            journal.Append(Fact(written));
            return written;
        }
    }

    public void Delete(string bucket, string key)
    {
        lock (gate)
        {
            if (!buckets[bucket].Remove(key))
                return;
            File.Delete(PathOf(bucket, key));
            journal.Append(new JsonObject { ["bucket"] = bucket, ["key"] = key });
        }
    }

    /// <summary>The bucket's objects in the order of their keys.</summary>
    public IReadOnlyList<StoredObject> List(string bucket)
    {
        lock (gate)
            return [.. buckets[bucket].Values];
    }

    public void Dispose()
    {
        if (temporary)
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The escaped key is the name of the file. If it is too long for that, the digest is.</summary>
    private string PathOf(string bucket, string key)
    {
        var name = key is "." or ".." ? key.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(key);
        return Path.Combine(folder, bucket, name.Length <= LongestName ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
    }

    private void Learn(JsonObject fact)
    {
        var (bucket, key) = ((string)fact["bucket"]!, (string)fact["key"]!);
        if (!buckets.TryGetValue(bucket, out var objects))
            return;
        if (fact["etag"] is { } etag && File.Exists(PathOf(bucket, key)))
        {
            objects[key] = new StoredObject(
                bucket, key, (long)fact["length"]!, (string)etag!, (DateTimeOffset)fact["at"]!,
                fact["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!));
        }
        else
            objects.Remove(key);
    }

    private static JsonObject Fact(StoredObject known) => new()
    {
        ["bucket"] = known.Bucket,
        ["key"] = known.Key,
        ["etag"] = known.ETag,
        ["length"] = known.Length,
        ["at"] = known.LastModified,
        ["headers"] = new JsonObject(known.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
    };
}

/// <summary>An object of a bucket. ETag is quoted; Headers are those that are sent back as they came in.</summary>
internal sealed record StoredObject(
    string Bucket, string Key, long Length, string ETag, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Headers);

/// <summary>The condition for writing an object: that there is none yet, or that it is still this one.</summary>
internal sealed record PutCondition(bool IfAbsent, string? IfMatch)
{
    public static PutCondition None { get; } = new(false, null);

    public bool Holds(StoredObject? present) => !(IfAbsent && present is not null) && (IfMatch is null || IfMatch == present?.ETag);
}

/// <summary>Content in a file of its own until it becomes an object or a part of one.</summary>
internal sealed record NewContent(string Path, long Length, byte[] Md5)
{
    public string ETag => $"\"{Convert.ToHexStringLower(Md5)}\"";

    public static async Task<NewContent> WriteAsync(string path, Stream body, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[81_920];
        long length = 0;
        try
        {
            await using var file = File.Create(path);
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                md5.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                length += read;
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        return new NewContent(path, length, md5.GetHashAndReset());
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>Objects that come in parts. Uploads that are neither completed nor aborted end with the host.</summary>
internal sealed class MultipartUploads(ObjectStore store)
{
    private readonly ConcurrentDictionary<string, Upload> uploads = new();

    public string Begin(string bucket, string key, IReadOnlyDictionary<string, string> headers)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        uploads[id] = new Upload(bucket, key, headers, new ConcurrentDictionary<int, NewContent>());
        return id;
    }

    public async Task<NewContent> AddAsync(string id, int number, Stream body, CancellationToken cancellationToken)
    {
        var upload = Find(id);
        var part = await NewContent.WriteAsync(store.NewUploadPath(), body, cancellationToken);
        upload.Parts[number] = part;
        return part;
    }

    /// <summary>Null when the condition does not hold.</summary>
    public async Task<StoredObject?> CompleteAsync(string id, XElement wanted, PutCondition condition, CancellationToken cancellationToken)
    {
        var upload = Find(id);
        var parts = wanted.Elements().Where(element => element.Name.LocalName == "Part").Select(element => Part(upload, element)).ToList();
        if (parts.Count == 0)
            throw new ServiceException("MalformedXML", "An upload has at least one part.");
        var whole = store.NewUploadPath();
        await using (var file = File.Create(whole))
        {
            foreach (var part in parts)
            {
                await using var content = File.OpenRead(part.Path);
                await content.CopyToAsync(file, cancellationToken);
            }
        }
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        parts.ForEach(part => digest.AppendData(part.Md5));
        var joined = new NewContent(whole, parts.Sum(part => part.Length), digest.GetHashAndReset());
        var etag = $"{joined.ETag[..^1]}-{parts.Count.ToString(CultureInfo.InvariantCulture)}\"";
        var written = store.Put(upload.Bucket, upload.Key, joined, etag, upload.Headers, condition);
        if (written is not null)
            Abort(id);
        return written;
    }

    public void Abort(string id)
    {
        if (!uploads.TryRemove(id, out var upload))
            throw Missing();
        foreach (var part in upload.Parts.Values)
            File.Delete(part.Path);
    }

    private static NewContent Part(Upload upload, XElement element)
    {
        string? Value(string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;
        return int.TryParse(Value("PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && upload.Parts.TryGetValue(number, out var part) && part.ETag.Trim('"') == Value("ETag")?.Trim('"')
            ? part
            : throw new ServiceException("InvalidPart", "A part of the list was not uploaded.");
    }

    private Upload Find(string id) => uploads.GetValueOrDefault(id) ?? throw Missing();

    private static ServiceException Missing() => new("NoSuchUpload", "There is no such upload.", HttpStatusCode.NotFound);

    private sealed record Upload(string Bucket, string Key, IReadOnlyDictionary<string, string> Headers, ConcurrentDictionary<int, NewContent> Parts);
}

/// <summary>
/// The content inside a body with the content encoding aws-chunked: chunks headed by their size in hexadecimal and a signature, then
/// trailing headers. Signatures and checksums are not verified here.
/// </summary>
internal sealed class AwsChunkedStream(Stream body) : Stream
{
    private readonly byte[] single = new byte[1];
    private long left;
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0 && !ended)
            await BeginChunkAsync(cancellationToken);
        if (ended)
            return 0;
        var read = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        if (read == 0)
            throw Incomplete();
        left -= read;
        if (left == 0 && await LineAsync(cancellationToken) is not "")
            throw Incomplete();
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task BeginChunkAsync(CancellationToken cancellationToken)
    {
        var head = await LineAsync(cancellationToken);
        if (!long.TryParse(head.Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out left) || left < 0)
            throw Incomplete();
        ended = left == 0;
        while (ended && await LineAsync(cancellationToken) is not "")
        {
            // A trailing header.
        }
    }

    /// <summary>A line without its line end. The end of the body ends the last line.</summary>
    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await body.ReadAsync(single, cancellationToken) == 1)
        {
            if (single[0] == '\n')
                break;
            if (single[0] != '\r')
                line.Append((char)single[0]);
            if (line.Length > 1024)
                throw Incomplete();
        }
        return line.ToString();
    }

    private static ServiceException Incomplete() => new("IncompleteBody", "The body is not what its aws-chunked encoding says.");
}

using System.Globalization;
using System.Net;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

/// <summary>GetObject and HeadObject: all of the object or a range of it, if it is still the one that was asked for.</summary>
internal static class ObjectAnswer
{
    public static async Task WriteAsync(S3Request request, ObjectStore store)
    {
        if (store.Open(request.Bucket, request.Key) is not var (known, content))
            throw new ServiceException("NoSuchKey", "The specified key does not exist.", HttpStatusCode.NotFound);
        await using (content)
        {
            if (request.Header("If-Match") is { } match && match != known.ETag)
                throw new ServiceException("PreconditionFailed", "The object has changed.", HttpStatusCode.PreconditionFailed);
            if (request.Header("If-None-Match") == known.ETag)
                throw new ServiceException("NotModified", "Not Modified", HttpStatusCode.NotModified);
            var range = ByteRange.Of(request.Header("Range"), known.Length);
            var (first, count) = range ?? new ByteRange(0, known.Length);
            WriteHead(request, known, range, count);
            if (request.Method == "HEAD")
                return;
            content.Position = first;
            await CopyAsync(content, request.Context.Response.Body, count, request.Context.RequestAborted);
        }
    }

    private static void WriteHead(S3Request request, StoredObject known, ByteRange? range, long count)
    {
        var response = request.Context.Response;
        foreach (var (name, value) in known.Headers)
            response.Headers[name] = value;
        foreach (var name in new[] { "Content-Type", "Content-Disposition" })
        {
            if (request.Parameter("response-" + name.ToLowerInvariant()) is { } wanted)
                response.Headers[name] = wanted;
        }
        response.Headers.ETag = known.ETag;
        response.Headers.LastModified = known.LastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
        response.ContentLength = count;
        if (range is not { } part)
            return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part.First}-{part.First + part.Count - 1}/{known.Length}");
    }

    private static async Task CopyAsync(FileStream content, Stream target, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        while (count > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0)
                return;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            count -= read;
        }
    }
}

namespace Clinic.Local.Aws.Lambda;

/// <summary>Reads request bodies into memory, in one piece when their length is announced.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null as soon as it is longer than the limit.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length)
        {
            if (length > limit)
                return null;
            if (length == 0)
                return ReadOnlyMemory<byte>.Empty;
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, cancellationToken);
            return body;
        }
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limit)
                return null;
        }
        return buffer.ToArray();
    }

    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, int.MaxValue, cancellationToken) ?? default;
}

using System.Globalization;
using System.Text;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.S3;

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

    /// <summary>A line without its end; the end of the body ends the last one.</summary>
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

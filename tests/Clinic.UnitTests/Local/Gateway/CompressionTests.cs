using System.IO.Compression;
using Clinic.Local.Gateway;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class CompressionTests
{
    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("GZip, deflate, br", "gzip")]
    [InlineData("gzip;q=0.5, deflate;q=0.8", "deflate")]
    [InlineData("*", "gzip")]
    [InlineData("gzip;q=0, *", "deflate")]
    [InlineData("gzip;q=0", null)]
    [InlineData("br, identity", null)]
    [InlineData("", null)]
    public void The_client_chooses(string accept, string? coding) => Assert.Equal(coding, Compression.Choose(accept));

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void What_is_compressed_is_read_again(string coding)
    {
        byte[] body = [.. Enumerable.Repeat((byte)'a', 2000)];

        var compressed = new MemoryStream(Compression.Compress(body, coding));

        using Stream reading = coding == "gzip" ? new GZipStream(compressed, CompressionMode.Decompress) : new ZLibStream(compressed, CompressionMode.Decompress);
        var read = new MemoryStream();
        reading.CopyTo(read);
        Assert.True(compressed.Length < body.Length);
        Assert.Equal(body, read.ToArray());
    }
}

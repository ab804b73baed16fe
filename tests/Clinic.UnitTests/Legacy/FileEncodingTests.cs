using System.Text;
using Clinic.Ingestion;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class FileEncodingTests
{
    [Theory]
    [InlineData(null, "utf-8")]
    [InlineData("", "utf-8")]
    [InlineData("UTF-8", "utf-8")]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("Windows-1252", "windows-1252")]
    public void A_file_is_UTF_8_unless_it_says_windows_1252(string? name, string encoding) => Assert.Equal(encoding, FileEncoding.Of(name)!.WebName);

    [Theory]
    [InlineData("latin1")]
    [InlineData("utf-16")]
    [InlineData("utf-7")]
    public void Another_encoding_is_none(string name) => Assert.Null(FileEncoding.Of(name));

    [Fact]
    public void Wrong_UTF_8_is_never_read_as_something_else() =>
        Assert.Throws<DecoderFallbackException>(() => FileEncoding.Of(null)!.GetString([0x4D, 0xF1]));

    [Theory]
    [InlineData("Mu\xF1oz", true)]
    [InlineData("10 \x80", true)]
    [InlineData("\x81", false)]
    [InlineData("\x8D", false)]
    [InlineData("\x8F", false)]
    [InlineData("\x90", false)]
    [InlineData("\x9D", false)]
    [InlineData("\xFF\xFEM\0u\0", false)]
    [InlineData("", true)]
    public async Task Windows_1252_is_offered_when_every_byte_means_something(string latin, bool offered) =>
        Assert.Equal(offered, await FileEncoding.IsWindows1252Async(new MemoryStream(Encoding.Latin1.GetBytes(latin))));

    [Fact]
    public async Task The_last_byte_of_a_long_file_is_looked_at_too()
    {
        var content = Encoding.Latin1.GetBytes(new string('\xF1', 200_000) + "\x81");

        Assert.True(await FileEncoding.IsWindows1252Async(new MemoryStream(content[..^1])));
        Assert.False(await FileEncoding.IsWindows1252Async(new MemoryStream(content)));
    }
}

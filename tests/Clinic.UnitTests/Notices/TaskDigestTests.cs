using Clinic.Notices;
using Xunit;

namespace Clinic.UnitTests.Notices;

public sealed class TaskDigestTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("0", 0)]
    [InlineData("8", 8)]
    [InlineData("23", 23)]
    public void The_hour_is_read(string? text, int? hour) => Assert.Equal(hour, TaskDigest.ParseHour(text));

    [Theory]
    [InlineData("24")]
    [InlineData("-1")]
    [InlineData("8.5")]
    [InlineData("x")]
    public void What_is_no_hour_is_an_error_at_start(string text) =>
        Assert.Contains("DIGEST_HOUR", Assert.Throws<InvalidOperationException>(() => TaskDigest.ParseHour(text)).Message, StringComparison.Ordinal);
}

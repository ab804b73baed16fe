using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class EntityTagTests
{
    [Fact]
    public void A_tag_is_the_quoted_version() => Assert.Equal("\"7\"", EntityTag.Of(7));

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    [InlineData(" * ")]
    [InlineData("\"7\"")]
    [InlineData("\"6\", \"7\"")]
    [InlineData("\"6\",\"7\"")]
    public void The_current_version_may_be_changed(string? ifMatch) => EntityTag.ReadIfMatch(ifMatch).Check(7);

    [Theory]
    [InlineData("\"6\"")]
    [InlineData("7")]
    [InlineData("W/\"7\"")]
    [InlineData("\"77\"")]
    [InlineData("\"\"")]
    [InlineData("")]
    [InlineData("\"7")]
    [InlineData("nonsense")]
    public void Any_other_is_stale(string ifMatch) => Assert.Throws<StaleVersionException>(() => EntityTag.ReadIfMatch(ifMatch).Check(7));
}

using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class EntityTagTests
{
    private static readonly Response Shown = Response.Text(MediaTypes.Csv, "a");

    [Fact]
    public void A_tag_is_the_version_if_there_is_one_and_a_digest_of_body_and_media_type()
    {
        Assert.Matches("^\"[A-Za-z0-9_-]{16}\"$", EntityTag.Of(Shown));
        Assert.Equal("\"7-" + EntityTag.Of(Shown)[1..], EntityTag.Of(Shown, 7));
        Assert.NotEqual(EntityTag.Of(Shown), EntityTag.Of(Response.Text(MediaTypes.Csv, "b")));
        Assert.NotEqual(EntityTag.Of(Shown), EntityTag.Of(Response.Text(MediaTypes.Svg, "a")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    [InlineData(" * ")]
    [InlineData("\"7\"")]
    [InlineData("\"7-AbC_-d\"")]
    [InlineData("\"6\", \"7\"")]
    [InlineData("\"6\",\"7-x\"")]
    public void The_current_version_may_be_changed(string? ifMatch) => EntityTag.ReadIfMatch(ifMatch).Check(7);

    [Theory]
    [InlineData("\"6\"")]
    [InlineData("\"6-7\"")]
    [InlineData("\"-7\"")]
    [InlineData("7")]
    [InlineData("7-x")]
    [InlineData("W/\"7\"")]
    [InlineData("W/\"7-x\"")]
    [InlineData("\"77\"")]
    [InlineData("\"07\"")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("")]
    [InlineData("\"7")]
    [InlineData("nonsense")]
    public void Any_other_is_stale(string ifMatch) => Assert.Throws<StaleVersionException>(() => EntityTag.ReadIfMatch(ifMatch).Check(7));

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"7-x\"", true)]
    [InlineData("W/\"7-x\"", true)]
    [InlineData("\"a\" , W/\"7-x\"", true)]
    [InlineData("\"7\"", false)]
    [InlineData("\"7-y\"", false)]
    [InlineData("7-x", false)]
    [InlineData("w/\"7-x\"", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_read_compares_the_whole_tag_weakly(string? ifNoneMatch, bool isIn) => Assert.Equal(isIn, EntityTag.IsIn(ifNoneMatch, "\"7-x\""));
}

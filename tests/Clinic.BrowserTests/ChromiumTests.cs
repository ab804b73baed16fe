using Xunit;

namespace Clinic.BrowserTests;

public sealed class ChromiumTests
{
    private static readonly string here = typeof(ChromiumTests).Assembly.Location;

    [Fact]
    public void The_named_one_is_taken_before_the_usual_ones() => Assert.Equal(here, Chromium.Find(here, ["/nowhere/chromium"]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Otherwise_the_first_that_is_there_is_taken(string? named) => Assert.Equal(here, Chromium.Find(named, ["/nowhere/chromium", here]));

    [Fact]
    public void A_named_one_that_is_missing_is_not_passed_over()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Chromium.Find("/nowhere/chromium", [here]));

        Assert.Equal("CHROMIUM_PATH names /nowhere/chromium, which is not there: correct or unset it.", error.Message);
    }

    [Fact]
    public void Without_any_a_sentence_says_what_to_install()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Chromium.Find(null, ["/nowhere/chromium"]));

        Assert.Contains("apt-get install chromium", error.Message, StringComparison.Ordinal);
        Assert.Contains("CHROMIUM_PATH", error.Message, StringComparison.Ordinal);
    }
}

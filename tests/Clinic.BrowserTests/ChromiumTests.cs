using Clinic.Local;
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
        var error = Assert.Throws<SetupException>(() => Chromium.Find("/nowhere/chromium", [here]));

        Assert.Equal("CHROMIUM_PATH names /nowhere/chromium, which is not there: correct or unset it.", error.Message);
    }

    [Fact]
    public void Without_any_one_has_to_be_fetched() => Assert.Null(Chromium.Find(null, ["/nowhere/chromium"]));

    [Theory]
    [InlineData("linux-arm64")]
    [InlineData("linux-musl-x64")]
    [InlineData("osx-arm64")]
    [InlineData("win-x64")]
    [InlineData("alpine.3.22-x64")]
    public void Where_the_fetched_one_would_not_run_a_sentence_says_what_to_install(string runtime)
    {
        var error = Assert.Throws<SetupException>(() => Chromium.CheckPlatform(runtime));

        Assert.Contains(runtime, error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install chromium", error.Message, StringComparison.Ordinal);
        Assert.Contains("CHROMIUM_PATH", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("ubuntu.24.04-x64")]
    public void It_runs_on_Linux(string runtime) => Chromium.CheckPlatform(runtime);
}

using Clinic.Local.Cli;
using Xunit;

namespace Clinic.UnitTests.Local.Cli;

public sealed class ArgumentsTests
{
    [Fact]
    public void Every_option_is_read()
    {
        var arguments = Arguments.Parse(
            ["--port", "4000", "--empty", "--processes", "2", "--parameter", "Branch=x", "--parameter", "MailLanguage=en", "--in-memory", "--no-warm"]);

        Assert.Equal((4000, 2), (arguments.Port, arguments.Processes));
        Assert.True(arguments is { Empty: true, InMemory: true, Warm: false });
        Assert.Equal("x", arguments.Parameters["Branch"]);
        Assert.Equal("en", arguments.Parameters["MailLanguage"]);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "abc")]
    [InlineData("--port", "65534")]
    [InlineData("--port", "-1")]
    [InlineData("--processes", "0")]
    [InlineData("--parameter", "Branch")]
    [InlineData("--container-address", "somewhere")]
    [InlineData("--colour", "red")]
    [InlineData("verb")]
    public void What_is_no_option_is_misuse(params string[] args) => Assert.Throws<UsageException>(() => Arguments.Parse(args));
}

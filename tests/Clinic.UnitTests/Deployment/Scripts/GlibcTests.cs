using Xunit;

namespace Clinic.UnitTests.Deployment.Scripts;

/// <summary>What would not start on Lambda is not made: Amazon Linux 2023 has glibc 2.34.</summary>
public sealed class GlibcTests : IDisposable
{
    private readonly ShellScript script = new();

    public void Dispose() => script.Dispose();

    [Theory]
    [InlineData("GLIBC_2.2.5", "GLIBC_2.34", null)]
    [InlineData("GLIBC_2.9", "GLIBC_2.17", null)]
    [InlineData("GLIBC_2.38", "GLIBC_2.4", "2.38")]
    [InlineData("GLIBC_2.34", "GLIBC_2.35", "2.35")]
    [InlineData("GLIBC_2.34", "GLIBC_3.0", "3.0")]
    public async Task An_executable_that_needs_a_newer_C_library_is_refused(string one, string other, string? refused)
    {
        script.With("readelf", $"printf '  0x0010:   Name: %s  Flags: none  Version: 17\\n' {one} {other}");

        var (status, _, errors) = await script.RunAsync("glibc.sh", ["bootstrap"]);

        Assert.Equal(refused is null ? 0 : 1, status);
        Assert.Equal(refused is null ? "" : $"error: bootstrap needs glibc {refused}, and Lambda has 2.34: build it in the image of Amazon Linux 2023, as the README says", errors);
    }

    /// <summary>The program that runs this test, which Microsoft builds for old systems.</summary>
    [Fact]
    public async Task The_needs_of_a_real_executable_are_read() =>
        Assert.Equal((0, "", ""), await script.RunAsync("glibc.sh", [Environment.ProcessPath!]));

    [Fact]
    public async Task What_is_no_executable_is_refused()
    {
        script.Having("bootstrap", "#!/bin/sh\n");

        Assert.NotEqual(0, (await script.RunAsync("glibc.sh", ["bootstrap"])).Status);
    }
}

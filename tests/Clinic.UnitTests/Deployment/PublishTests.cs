using System.Diagnostics;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>'sam build' publishes each function; one with AwsCompat in it is never made.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("src/Functions/Clinic.Users", "compat")]
    [InlineData("src/Workers/Clinic.MessageDelivery", "")]
    public async Task A_function_with_AwsCompat_is_not_published(string project, string packages)
    {
        var (status, output) = await BuildAsync(project, "-t:PrepareForPublish", "-p:AwsPackages=" + packages);

        Assert.NotEqual(0, status);
        Assert.Contains("export AwsPackages=nuget", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-p:AwsPackages=nuget")]
    [InlineData("-p:PublishForThisMachine=true")]
    public async Task One_with_the_real_packages_is_and_one_that_is_to_be_measured_here(string property)
    {
        var (status, output) = await BuildAsync("src/Functions/Clinic.Users", "-t:RefuseCompat", property);

        Assert.True(status == 0, output);
    }

    private static async Task<(int Status, string Output)> BuildAsync(string project, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Contract.Contract.PathOf(project.Split('/')), "-nologo", "-nodeReuse:false", .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}

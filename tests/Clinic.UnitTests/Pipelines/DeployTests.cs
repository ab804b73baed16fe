using Xunit;

namespace Clinic.UnitTests.Pipelines;

public sealed class DeployTests : IDisposable
{
    private readonly Script script = new();

    public void Dispose() => script.Dispose();

    [Theory]
    [InlineData("main", "prod", "clinic-main", "Branch=main")]
    [InlineData("feature", "branch", "clinic-feature", "Branch=feature")]
    public async Task A_branch_is_deployed_as_its_own_stack(string branch, string environment, string stack, string parameter)
    {
        script.Replace("sam", "echo 'CloudFormation stack changeset'");
        script.Replace("aws", "echo https://api.example.org/prod");

        var (exitCode, output) = await script.RunAsync("deploy.sh", branch);

        Assert.True(exitCode == 0, output);
        Assert.Equal($"sam deploy --config-env {environment} --stack-name {stack} --no-confirm-changeset --parameter-overrides {parameter}", script.Calls[0]);
        Assert.StartsWith("https://api.example.org/prod\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_deployment_fails()
    {
        script.Replace("sam", "exit 1");

        Assert.Equal(1, (await script.RunAsync("deploy.sh", "feature")).ExitCode);
    }

    [Fact]
    public async Task A_branch_of_any_name_cannot_become_a_command()
    {
        script.Replace("sam", "true");
        script.Replace("aws", "echo https://api.example.org");

        await script.RunAsync("deploy.sh", "a;touch $(id)`id`/x");

        Assert.Matches("^sam deploy --config-env branch --stack-name clinic-[a-z0-9-]{1,30} --no-confirm-changeset --parameter-overrides Branch=[a-z0-9-]{1,30}$", script.Calls[0]);
    }
}

using Xunit;

namespace Clinic.UnitTests.Deployment.Scripts;

public sealed class DeployTests : IDisposable
{
    private readonly ShellScript script = new ShellScript().With("sam", "echo the change set").With("aws", "echo https://api.example.org/prod");

    public void Dispose() => script.Dispose();

    [Theory]
    [InlineData("main", "prod", "main")]
    [InlineData("feature/x", "branch", "feature-x-217d2bf5")]
    public async Task A_branch_is_deployed_as_its_own_stack_and_the_address_is_the_last_line(string branch, string environment, string slug)
    {
        var (status, output, errors) = await script.RunAsync("deploy.sh", [branch], ("PARAMETERS", ""));

        Assert.Equal((0, "https://api.example.org/prod", "the change set"), (status, output, errors));
        Assert.Equal(["sam", "deploy", "--config-env", environment, "--stack-name", $"clinic-{slug}", "--no-confirm-changeset", "--parameter-overrides", $"Branch={slug}"], script.Calls[0]);
        Assert.Equal(["aws", "cloudformation", "describe-stacks", "--stack-name", $"clinic-{slug}"], script.Calls[1][..5]);
    }

    /// <summary>In quotes as the SAM CLI takes them: without, it drops what follows a blank, and an empty value as a whole.</summary>
    [Theory]
    [InlineData("MailSender=clinic@example.org", "MailSender=\"clinic@example.org\"")]
    [InlineData("  MailSender=clinic@example.org \t\r", "MailSender=\"clinic@example.org\"")]
    [InlineData("TimeZone=a zone with blanks", "TimeZone=\"a zone with blanks\"")]
    [InlineData("TimeZone=the \"old\" one, d'Or = $HOME", "TimeZone=\"the \\\"old\\\" one, d'Or = $HOME\"")]
    [InlineData("AlarmEmail=", "AlarmEmail=\"\"")]
    [InlineData("CorsAllowedOrigin=*", "CorsAllowedOrigin=\"*\"")]
    public async Task A_parameter_reaches_the_stack_whatever_is_in_its_value(string line, string argument)
    {
        var (status, _, errors) = await script.RunAsync("deploy.sh", ["dev"], ("PARAMETERS", line));

        Assert.Equal((0, "the change set"), (status, errors));
        Assert.Equal(["Branch=dev", argument], script.Calls[0][^2..]);
    }

    [Fact]
    public async Task Each_line_is_one_parameter_but_for_empty_ones_and_comments()
    {
        await script.RunAsync("deploy.sh", ["dev"], ("PARAMETERS", "# the clinic's own\nTimeZone=America/Bogota\n\n  \nMailLanguage=en"));

        Assert.Equal(["Branch=dev", "TimeZone=\"America/Bogota\"", "MailLanguage=\"en\""], script.Calls[0][^3..]);
    }

    [Theory]
    [InlineData("TimeZone=UTC MailLanguage=en", "error: line 1 of PARAMETERS: has two parameters; each takes a line of its own")]
    [InlineData("TimeZone=UTC\nMailLanguage: en", "error: line 2 of PARAMETERS: is not NAME=VALUE")]
    [InlineData("Branch=main", "error: line 1 of PARAMETERS: Branch is the slug of the branch, always")]
    [InlineData("Architecture=arm64", "error: line 1 of PARAMETERS: Architecture is that of the build, always")]
    [InlineData("TimeZone=a\\b", "error: line 1 of PARAMETERS: has a backslash")]
    public async Task What_would_not_arrive_as_it_is_written_is_refused_before_anything_is_deployed(string lines, string error)
    {
        Assert.Equal((2, "", error), await script.RunAsync("deploy.sh", ["dev"], ("PARAMETERS", lines)));
        Assert.Empty(script.Calls);
    }

    [Fact]
    public async Task A_branch_of_any_name_cannot_become_a_command()
    {
        await script.RunAsync("deploy.sh", ["a;touch $(id)`id`/x"]);

        Assert.Matches("^clinic-[a-z0-9-]{1,30}$", script.Calls[0][5]);
        Assert.Matches("^Branch=[a-z0-9-]{1,30}$", script.Calls[0][^1]);
    }

    [Fact]
    public async Task What_holds_AwsCompat_is_refused_before_anything_is_deployed()
    {
        script.Having(".aws-sam/build/template.yaml", "").Having(".aws-sam/build/AuthFunction/bootstrap", Executable('\x3e')).Having(".aws-sam/build/UsersFunction/bootstrap", Executable('\x3e') + "\0AwsCompat\0");

        Assert.Equal((2, "", "error: these were built with AwsCompat; build again with AwsPackages=nuget:\n.aws-sam/build/UsersFunction/bootstrap"), await script.RunAsync("deploy.sh", ["dev"]));
        Assert.Empty(script.Calls);
    }

    [Theory]
    [InlineData('\x3e', "x86_64")]
    [InlineData('\xb7', "arm64")]
    public async Task The_functions_run_on_the_processors_that_they_were_built_for(char machine, string architecture)
    {
        script.Having(".aws-sam/build/template.yaml", "").Having(".aws-sam/build/UsersFunction/bootstrap", Executable(machine));

        Assert.Equal(0, (await script.RunAsync("deploy.sh", ["dev"])).Status);
        Assert.Equal("Architecture=" + architecture, script.Calls[0][^1]);
    }

    [Fact]
    public async Task An_executable_of_other_processors_is_not_deployed()
    {
        script.Having(".aws-sam/build/template.yaml", "").Having(".aws-sam/build/UsersFunction/bootstrap", Executable('\x28'));

        Assert.Equal((2, "", "error: .aws-sam/build/UsersFunction/bootstrap is no executable for Lambda"), await script.RunAsync("deploy.sh", ["dev"]));
        Assert.Empty(script.Calls);
    }

    [Fact]
    public async Task What_was_built_with_the_real_packages_is_deployed()
    {
        script.Having(".aws-sam/build/template.yaml", "").Having(".aws-sam/build/UsersFunction/bootstrap", Executable('\x3e')).Having("template.yaml", "");

        Assert.Equal(0, (await script.RunAsync("deploy.sh", ["dev"])).Status);
    }

    [Fact]
    public async Task Sources_are_not_deployed()
    {
        script.Having("template.yaml", "");

        Assert.Equal((2, "", "error: nothing is built here: run 'sam build' first"), await script.RunAsync("deploy.sh", ["dev"]));
        Assert.Empty(script.Calls);
    }

    [Fact]
    public async Task A_deployment_that_fails_prints_no_address()
    {
        script.With("sam", "exit 1");

        Assert.Equal((1, "", ""), await script.RunAsync("deploy.sh", ["dev"]));
    }

    /// <summary>Byte 18 is the machine; what is not ASCII takes two bytes here, of which it is the second.</summary>
    private static string Executable(char machine) => new string('E', char.IsAscii(machine) ? 18 : 17) + machine;
}

using Xunit;

namespace Clinic.UnitTests.Pipelines;

public sealed class TeardownTests : IDisposable
{
    /// <summary>A stack with one bucket that holds one version, until it is deleted.</summary>
    private const string Aws = """
        case "$1 $2" in
          "cloudformation describe-stacks") echo CREATE_COMPLETE ;;
          "cloudformation list-stack-resources") echo clinic-staging-feature ;;
          "s3api list-object-versions")
            case "$*" in
              *DeleteMarkers*) echo '{"Objects": null, "Quiet": true}' ;;
              *) [ -f "$STATE/emptied" ] && echo '{"Objects": null}' || echo '{"Objects": [{"Key": "import/a.csv", "VersionId": "1"}]}' ;;
            esac ;;
          "s3api delete-objects") touch "$STATE/emptied"; echo None ;;
        esac
        """;

    private readonly Script script = new();

    public void Dispose() => script.Dispose();

    [Fact]
    public async Task It_empties_the_buckets_and_then_deletes_the_stack()
    {
        script.Replace("aws", Aws);

        var (exitCode, output) = await script.RunAsync("teardown.sh", "feature");

        Assert.True(exitCode == 0, output);
        var deleted = script.Calls.ToList().FindIndex(call => call.StartsWith("aws s3api delete-objects --bucket clinic-staging-feature", StringComparison.Ordinal));
        Assert.True(deleted > 0);
        Assert.Equal(
            ["aws cloudformation delete-stack --stack-name clinic-feature", "aws cloudformation wait stack-delete-complete --stack-name clinic-feature"],
            script.Calls.Skip(deleted + 1).Where(call => call.StartsWith("aws cloudformation", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("delete clinic-mains")]
    public async Task Main_is_refused_without_the_typed_confirmation(params string[] confirmation)
    {
        script.Replace("aws", Aws);

        var (exitCode, output) = await script.RunAsync("teardown.sh", ["main", .. confirmation]);

        Assert.Equal(1, exitCode);
        Assert.Contains("delete clinic-main", output, StringComparison.Ordinal);
        Assert.Empty(script.Calls);
    }

    [Fact]
    public async Task Main_goes_with_the_confirmation()
    {
        script.Replace("aws", Aws);

        Assert.Equal(0, (await script.RunAsync("teardown.sh", "main", "delete clinic-main")).ExitCode);
        Assert.Contains("aws cloudformation delete-stack --stack-name clinic-main", script.Calls);
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_nothing_to_do()
    {
        script.Replace("aws", "echo 'Stack with id clinic-feature does not exist' >&2; exit 254");

        Assert.Equal(0, (await script.RunAsync("teardown.sh", "feature")).ExitCode);
        Assert.Single(script.Calls);
    }

    [Fact]
    public async Task A_refusal_is_not_taken_for_a_missing_stack()
    {
        script.Replace("aws", "echo 'AccessDenied' >&2; exit 254");

        var (exitCode, output) = await script.RunAsync("teardown.sh", "feature");

        Assert.Equal(1, exitCode);
        Assert.Contains("AccessDenied", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_deleted_keeps_the_stack()
    {
        script.Replace("aws", Aws.Replace("echo None", "echo AccessDenied", StringComparison.Ordinal).Replace("touch \"$STATE/emptied\"; ", "", StringComparison.Ordinal));

        Assert.NotEqual(0, (await script.RunAsync("teardown.sh", "feature")).ExitCode);
        Assert.DoesNotContain(script.Calls, call => call.Contains("delete-stack", StringComparison.Ordinal));
    }
}

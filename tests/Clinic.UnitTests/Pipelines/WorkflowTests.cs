using System.Text.RegularExpressions;
using Xunit;

namespace Clinic.UnitTests.Pipelines;

/// <summary>What nobody may forget in a workflow.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string[] Workflows = Directory.GetFiles(Contract.Contract.PathOf(".github", "workflows"), "*.yml");

    [Fact]
    public void There_are_three() =>
        Assert.Equal(["ci.yml", "deploy.yml", "teardown.yml"], Workflows.Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_action_is_pinned_by_a_whole_hash_and_says_its_version() =>
        Assert.All(Lines().Where(line => line.Contains("uses:", StringComparison.Ordinal)), line => Assert.Matches(@"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));

    [Fact]
    public void What_a_stranger_may_have_named_is_never_put_into_a_command() =>
        Assert.All(Lines().Where(line => line.Contains("${{", StringComparison.Ordinal)), line => Assert.Matches(@"^\s+(group|environment|role-to-assume|aws-region|[A-Z_]+): ", line));

    [Fact]
    public void Every_job_has_an_end_and_the_least_of_rights() => Assert.All(Workflows, file =>
    {
        var text = File.ReadAllText(file);
        var jobs = Regex.Count(text, "^    runs-on:", RegexOptions.Multiline);
        Assert.True(jobs > 0);
        Assert.Contains("\npermissions: {}\n", text, StringComparison.Ordinal);
        Assert.Contains("\nconcurrency:\n", text, StringComparison.Ordinal);
        Assert.Equal(jobs, Regex.Count(text, "^    timeout-minutes:", RegexOptions.Multiline));
        Assert.Equal(jobs, Regex.Count(text, "^    permissions:", RegexOptions.Multiline));
        Assert.Equal(text.Split("actions/checkout@").Length, text.Split("persist-credentials: false").Length);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    });

    private static IEnumerable<string> Lines() => Workflows.SelectMany(File.ReadLines);
}

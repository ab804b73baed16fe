using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>What nobody may forget in a workflow.</summary>
public sealed partial class WorkflowTests
{
    private const string Ci = "./.github/workflows/ci.yml";
    private static readonly string[] Workflows = Directory.GetFiles(Contract.Contract.PathOf(".github", "workflows"), "*.yml");

    [Fact]
    public void There_are_three() =>
        Assert.Equal(["ci.yml", "deploy.yml", "teardown.yml"], Workflows.Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_action_is_pinned_by_a_whole_hash_and_says_its_version() =>
        Assert.All(Lines().Where(line => line.Contains("uses:", StringComparison.Ordinal) && !line.EndsWith(Ci, StringComparison.Ordinal)), line => Assert.Matches(@"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));

    [Fact]
    public void What_a_stranger_may_have_named_is_never_put_into_a_command() =>
        Assert.All(Lines().Where(line => line.Contains("${{", StringComparison.Ordinal)), line => Assert.Matches(@"^\s+(group|environment|role-to-assume|aws-region|[A-Z_]+): ", line));

    [Fact]
    public void Every_job_has_an_end_and_the_least_of_rights() => Assert.All(Workflows, file =>
    {
        var text = File.ReadAllText(file);
        var (own, called) = (Regex.Count(text, "^    runs-on:", RegexOptions.Multiline), Regex.Count(text, "^    uses:", RegexOptions.Multiline));
        Assert.True(own > 0);
        Assert.Contains("\npermissions: {}\n", text, StringComparison.Ordinal);
        Assert.Contains("\nconcurrency:\n", text, StringComparison.Ordinal);
        Assert.Equal(own, Regex.Count(text, "^    timeout-minutes:", RegexOptions.Multiline));
        Assert.Equal(own + called, Regex.Count(text, "^    permissions:", RegexOptions.Multiline));
        Assert.Equal(text.Split("actions/checkout@").Length, text.Split("persist-credentials: false").Length);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    });

    [Fact]
    public void Nothing_is_deployed_but_a_commit_that_the_whole_CI_has_passed() => Assert.Empty(Faults("", ""));

    [Theory]
    [InlineData("    needs: ci\n", "", "deploy deploys without the CI")]
    [InlineData("    uses: ./.github/workflows/ci.yml\n", "    uses: ./.github/workflows/lint.yml\n", "deploy deploys without the CI")]
    [InlineData("    if: github.ref_type == 'branch'", "    if: always() && github.ref_type == 'branch'", "deploy runs whatever became of the CI")]
    [InlineData("    if: github.ref_type == 'branch'", "    if: ${{ !cancelled() }}", "deploy runs whatever became of the CI")]
    [InlineData("    if: github.ref_type == 'branch' # a tag may be called main\n", "", "deploy deploys tags")]
    [InlineData("          persist-credentials: false\n", "          persist-credentials: false\n          ref: main\n", "deploy takes another commit")]
    [InlineData("  workflow_dispatch:\n", "  workflow_run:\n    workflows: [CI]\n", "workflow_run starts it with rights on what strangers may have written")]
    [InlineData("      security-events: write\n\n  deploy:\n", "\n  deploy:\n", "ci may not do what its jobs ask for: security-events")]
    [InlineData("    branches: [main, \"deploy/**\"]\n", "    branches: [main]\n", "the branches that are deployed are not those that CI leaves to the deployment")]
    [InlineData("    branches-ignore: [main, \"deploy/**\"]\n", "", "the branches that are deployed are not those that CI leaves to the deployment")]
    [InlineData("  workflow_call:\n", "", "CI cannot be called")]
    [InlineData("      - run: .ci/run\n", "      - run: .ci/run\n        continue-on-error: true\n", "CI passes with a failure")]
    [InlineData("    name: Format\n", "    name: Format\n    continue-on-error: true\n", "CI passes with a failure")]
    public void A_way_around_the_CI_is_found(string text, string fault, string found) => Assert.Contains(found, Faults(text, fault));

    private static List<string> Faults(string text, string fault)
    {
        var found = new List<string>();
        var workflows = Workflows.ToDictionary(file => Path.GetFileName(file), file => YamlTree.Parse(text.Length == 0 ? File.ReadAllText(file) : File.ReadAllText(file).Replace(text, fault, StringComparison.Ordinal), file));
        Assert.True(text.Length == 0 || Workflows.Any(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal)));
        var (ci, deploy) = (workflows["ci.yml"], workflows["deploy.yml"]);

        foreach (var (name, job) in workflows.Values.SelectMany(workflow => workflow["jobs"]!.AsObject()).Where(job => Steps(job.Value!).Any(step => Deploys().IsMatch(step["run"]?.GetValue<string>() ?? ""))))
        {
            var condition = job!["if"]?.GetValue<string>() ?? "";
            if (!Needs(deploy["jobs"]!.AsObject(), job).Any(needed => needed["uses"]?.GetValue<string>() == Ci))
                found.Add($"{name} deploys without the CI");
            if (Status().IsMatch(condition))
                found.Add($"{name} runs whatever became of the CI");
            if (!condition.Contains("github.ref_type == 'branch'", StringComparison.Ordinal))
                found.Add($"{name} deploys tags");
            if (Steps(job).Any(step => step["with"]?["ref"] is not null))
                found.Add($"{name} takes another commit");
        }
        found.AddRange(workflows.Values.SelectMany(workflow => workflow["on"]!.AsObject()).Select(trigger => trigger.Key).Where(trigger => trigger is "workflow_run" or "pull_request_target")
            .Select(trigger => $"{trigger} starts it with rights on what strangers may have written"));
        var granted = deploy["jobs"]!["ci"]!["permissions"]!.AsObject().Select(right => $"{right.Key}: {right.Value}");
        found.AddRange(ci["jobs"]!.AsObject().SelectMany(job => job.Value!["permissions"]!.AsObject()).Where(right => !granted.Contains($"{right.Key}: {right.Value}"))
            .Select(right => $"ci may not do what its jobs ask for: {right.Key}"));
        if (!ci["on"]!.AsObject().ContainsKey("workflow_call"))
            found.Add("CI cannot be called");
        if (!JsonNode.DeepEquals(ci["on"]!["push"]?["branches-ignore"], deploy["on"]!["push"]!["branches"]))
            found.Add("the branches that are deployed are not those that CI leaves to the deployment");
        if (ci["jobs"]!.AsObject().Any(job => Steps(job.Value!).Append(job.Value!).Any(part => part["continue-on-error"] is not null)))
            found.Add("CI passes with a failure");
        return found;
    }

    private static IEnumerable<JsonNode> Steps(JsonNode job) => (job["steps"]?.AsArray() ?? []).OfType<JsonNode>();

    private static IEnumerable<JsonNode> Needs(JsonObject jobs, JsonNode job)
    {
        var names = job["needs"] switch { JsonArray list => list.Select(name => name!.GetValue<string>()), { } one => [one.GetValue<string>()], null => [] };
        return names.SelectMany(name => Needs(jobs, jobs[name]!).Prepend(jobs[name]!));
    }

    private static IEnumerable<string> Lines() => Workflows.SelectMany(File.ReadLines);

    [GeneratedRegex(@"\bdeploy\.sh\b|\bsam deploy\b")]
    private static partial Regex Deploys();

    [GeneratedRegex(@"\b(always|failure|cancelled)\s*\(")]
    private static partial Regex Status();
}

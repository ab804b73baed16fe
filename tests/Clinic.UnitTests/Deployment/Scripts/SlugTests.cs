using System.Text.RegularExpressions;
using Xunit;

namespace Clinic.UnitTests.Deployment.Scripts;

public sealed class SlugTests : IDisposable
{
    private readonly ShellScript script = new();

    public void Dispose() => script.Dispose();

    [Theory]
    [InlineData("main")]
    [InlineData("dev")]
    [InlineData("issue-7")]
    [InlineData("a-branch-of-thirty-characters1")]
    public async Task A_safe_name_is_its_own_slug(string branch) => Assert.Equal(branch, await SlugAsync(branch));

    [Theory]
    [InlineData("Main", "main-eb814be3")]
    [InlineData("feature/x", "feature-x-217d2bf5")]
    [InlineData("--Fix__the//API--", "fix-the-api-254ffcba")]
    [InlineData("a-branch-of-thirty-characters12", "a-branch-of-thirty-ch-691a5a03")]
    [InlineData("twenty-characters-00-and-some-more", "twenty-characters-00-dcf38fde")]
    [InlineData("añoranza", "a-oranza-2a7b5370")]
    [InlineData("///", "branch-732c4e97")]
    public async Task Any_other_is_made_safe_and_gets_a_digest(string branch, string slug) => Assert.Equal(slug, await SlugAsync(branch));

    [Fact]
    public async Task Names_that_would_become_the_same_do_not_share_a_slug()
    {
        string[] branches = ["feature/x", "feature-x", "feature_x", "Feature-x", "feature--x", "feature-x-217d2bf5"];

        Assert.Equal(branches.Length, (await Task.WhenAll(branches.Select(SlugAsync))).Distinct().Count());
    }

    [Theory]
    [InlineData("cognito-domain")]
    [InlineData("fix-aws-names")]
    [InlineData("aawsws")]
    [InlineData("amazon")]
    public async Task No_slug_has_a_word_that_Cognito_refuses_in_a_domain(string branch) => Assert.DoesNotMatch("aws|amazon|cognito", await SlugAsync(branch));

    [Theory]
    [InlineData("main", true)]
    [InlineData("a-branch-of-thirty-characters1", true)]
    [InlineData("a-branch-of-thirty-characters12", false)]
    [InlineData("Main", false)]
    [InlineData("ends-", false)]
    [InlineData("-starts", false)]
    [InlineData("fix-aws-names", false)]
    public async Task The_template_takes_slugs_alone(string branch, bool taken)
    {
        var pattern = TemplateFile.Parameter("Branch")["AllowedPattern"]!.GetValue<string>();

        Assert.Equal(taken, Regex.IsMatch(branch, $"^({pattern})$"));
        if (taken)
            Assert.Equal(branch, await SlugAsync(branch));
    }

    [Fact]
    public async Task Without_a_branch_it_says_how_it_is_called() => Assert.Equal((2, "", "usage: slug.sh BRANCH"), await script.RunAsync("slug.sh", [""]));

    private async Task<string> SlugAsync(string branch)
    {
        var (status, output, _) = await script.RunAsync("slug.sh", [branch]);
        Assert.Equal(0, status);
        return output;
    }
}

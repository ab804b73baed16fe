using System.Diagnostics;
using System.Text.RegularExpressions;
using Clinic.Local;
using Xunit;

namespace Clinic.UnitTests.Deployment;

public sealed class SlugTests
{
    private static readonly string Root = RepositoryRoot.Find();

    [Theory]
    [InlineData("main")]
    [InlineData("dev")]
    [InlineData("issue-7")]
    [InlineData("a-branch-of-thirty-characters1")]
    public void A_safe_name_is_its_own_slug(string branch) => Assert.Equal(branch, Slug(branch));

    [Theory]
    [InlineData("Main", "main-eb814be3")]
    [InlineData("feature/x", "feature-x-217d2bf5")]
    [InlineData("--Fix__the//API--", "fix-the-api-254ffcba")]
    [InlineData("a-branch-of-thirty-characters12", "a-branch-of-thirty-ch-691a5a03")]
    [InlineData("twenty-characters-00-and-some-more", "twenty-characters-00-dcf38fde")]
    [InlineData("añoranza", "a-oranza-2a7b5370")]
    [InlineData("///", "branch-732c4e97")]
    public void Any_other_is_made_safe_and_gets_a_digest(string branch, string slug) => Assert.Equal(slug, Slug(branch));

    [Fact]
    public void Names_that_would_become_the_same_do_not_share_a_slug()
    {
        string[] branches = ["feature/x", "feature-x", "feature_x", "Feature-x", "feature--x", "feature-x-217d2bf5"];

        Assert.Equal(branches.Length, branches.Select(Slug).Distinct().Count());
    }

    [Theory]
    [InlineData("cognito-domain")]
    [InlineData("fix-aws-names")]
    [InlineData("aawsws")]
    [InlineData("amazon")]
    public void No_slug_has_a_word_that_Cognito_refuses_in_a_domain(string branch) => Assert.DoesNotMatch("aws|amazon|cognito", Slug(branch));

    [Theory]
    [InlineData("main", true)]
    [InlineData("a-branch-of-thirty-characters1", true)]
    [InlineData("a-branch-of-thirty-characters12", false)]
    [InlineData("Main", false)]
    [InlineData("ends-", false)]
    [InlineData("-starts", false)]
    [InlineData("fix-aws-names", false)]
    public void The_template_takes_slugs_alone(string branch, bool taken)
    {
        var pattern = TemplateFile.Parameter("Branch")["AllowedPattern"]!.GetValue<string>();

        Assert.Equal(taken, Regex.IsMatch(branch, $"^({pattern})$"));
        if (taken)
            Assert.Equal(branch, Slug(branch));
    }

    [Fact]
    public void Without_a_branch_it_says_how_it_is_called()
    {
        Assert.Equal((2, ""), Run(""));
    }

    private static string Slug(string branch)
    {
        var (status, output) = Run(branch);
        Assert.Equal(0, status);
        return output;
    }

    private static (int Status, string Output) Run(string branch)
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root, ".github", "scripts", "slug.sh"), branch])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return (script.ExitCode, output.TrimEnd('\n'));
    }
}

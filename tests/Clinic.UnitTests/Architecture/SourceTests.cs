using System.Globalization;
using System.Text.RegularExpressions;
using Clinic.Local;
using Xunit;

namespace Clinic.UnitTests.Architecture;

/// <summary>Rules of the house that no compiler checks.</summary>
public sealed class SourceTests
{
    private static readonly string Root = RepositoryRoot.Find();

    private static readonly IReadOnlyList<string> Sources = Files("src", "*.cs");

    private static readonly IReadOnlyList<string> Projects = [.. Files("src", "*.csproj"), .. Files("src", "*.props"), .. Files("tests", "*.csproj")];

    [Fact]
    public void There_are_projects_to_look_at() => Assert.True(Projects.Count > 12);

    /// <summary>A file is a subject: large enough to follow it without opening ten others, and small enough to read.</summary>
    [Fact]
    public void Source_files_are_subjects()
    {
        var lines = Sources.Where(file => !Name(file).StartsWith("src/AwsCompat/", StringComparison.Ordinal)).Select(file => File.ReadLines(file).Count()).Order().ToList();

        Assert.InRange(lines.Count, 100, 380);
        Assert.InRange(lines[lines.Count / 2], 75, 200);
        Assert.InRange(lines[^1], 75, 400);
    }

    [Fact]
    public void Log_events_have_ids_of_their_own_in_a_range_of_their_project()
    {
        var events = Sources.SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\[LoggerMessage\((\d*)").Select(match => (Project: ProjectOf(file), Id: int.Parse("0" + match.Groups[1].Value, CultureInfo.InvariantCulture)))).ToList();

        Assert.NotEmpty(events);
        Assert.Empty(events.GroupBy(one => one.Id).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(events.GroupBy(one => one.Id / 1000).Where(range => range.Key == 0 || range.Select(one => one.Project).Distinct().Count() > 1).Select(range => range.Key));
    }

    [Fact]
    public void Product_code_cannot_tell_which_AWS_packages_it_was_built_with() =>
        Assert.Empty(Sources.Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal))).Select(Name));

    [Fact]
    public void Only_Core_and_what_publishes_and_AwsCompat_and_its_tests_ask_where_the_AWS_packages_come_from() => Assert.Equal(
        ["src/Clinic.Core/Clinic.Core.csproj", "src/Lambda.props", "tests/Clinic.UnitTests/Clinic.UnitTests.csproj"],
        Projects.Where(file => File.ReadAllText(file).Contains("$(AwsPackages)", StringComparison.Ordinal)).Select(Name).Where(name => !name.StartsWith("src/AwsCompat/", StringComparison.Ordinal)).Order());

    [Fact]
    public void Functions_and_workers_reference_nothing_but_the_core()
    {
        string[] projects = [.. Files("src/Functions", "*.csproj"), .. Files("src/Workers", "*.csproj"), .. Files("src", "Lambda.props"), .. Files("src/Functions", "*.props"), .. Files("src/Workers", "*.props")];
        var references = projects.SelectMany(file => Regex.Matches(File.ReadAllText(file), "ProjectReference Include=\"([^\"]+)\"").Select(match => Path.GetFileName(match.Groups[1].Value)));

        Assert.Equal(["Clinic.Core.csproj"], references.Distinct());
    }

    [Fact]
    public void Package_versions_are_central() =>
        Assert.Empty(Projects.Where(file => Regex.IsMatch(File.ReadAllText(file), "<PackageReference[^>]*Version=")).Select(Name));

    [Fact]
    public void Nothing_that_is_deployed_knows_the_local_host() =>
        Assert.Empty(Sources.Where(file => !Name(file).StartsWith("src/Clinic.Local/", StringComparison.Ordinal) && !Name(file).StartsWith("src/Clinic.Contract/", StringComparison.Ordinal) && File.ReadAllText(file).Contains("Clinic.Local", StringComparison.Ordinal)).Select(Name));

    private static string ProjectOf(string file) => Name(file).Split('/').First(part => part.Contains('.', StringComparison.Ordinal));

    private static string Name(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories).Where(file => !Regex.IsMatch(file, @"[/\\](obj|bin)[/\\]"))];
}

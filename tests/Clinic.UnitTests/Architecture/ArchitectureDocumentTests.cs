using System.Text.RegularExpressions;
using Clinic.Local;
using Xunit;

namespace Clinic.UnitTests.Architecture;

/// <summary>docs/architecture.md shows the projects as they refer to each other, and names files that are there.</summary>
public sealed class ArchitectureDocumentTests
{
    private static readonly string Root = RepositoryRoot.Find();
    private static readonly string Document = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));

    [Fact]
    public void The_picture_has_the_references_of_the_projects()
    {
        var drawn = Regex.Matches(Document, @"^  ([\w& ]+) --> (\w+)$", RegexOptions.Multiline)
            .SelectMany(line => line.Groups[1].Value.Split(" & ").Select(from => $"{from} -> {line.Groups[2].Value}"));

        Assert.Equal(References().Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_files_of_a_change_are_there()
    {
        var named = Regex.Matches(Document, @"`((?:src/|events/|template\.yaml|CONTRIBUTING\.md)[^`]*)`").Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 15);
        Assert.DoesNotContain(named, name => !Path.Exists(Path.Combine(Root, name)));
        Assert.Equal(21, Regex.Count(Document, @"^\| (?!change \|).+\| .*`", RegexOptions.Multiline));
    }

    [Fact]
    public void The_files_of_a_request_are_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories).Select(file => file.Replace('\\', '/')).ToList();
        var named = Regex.Matches(Document, @"[\w./]+\.cs\b").Select(match => match.Value).Distinct().ToList();

        Assert.True(named.Count > 15);
        Assert.DoesNotContain(named, name => !sources.Exists(file => file.EndsWith("/" + name, StringComparison.Ordinal)));
    }

    /// <summary>What is deployed refers to the core by Lambda.props; the host refers to functions and workers only to build them.</summary>
    private static IEnumerable<string> References()
    {
        var shared = ReferencesIn(Path.Combine(Root, "src", "Lambda.props")).ToList();
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var isDeployed = Regex.IsMatch(project, @"[/\\](Functions|Workers)[/\\]");
            foreach (var reference in ReferencesIn(project).Concat(isDeployed ? shared : []))
                yield return $"{ShortName(project)} -> {reference}";
        }
    }

    private static IEnumerable<string> ReferencesIn(string file) => Regex.Matches(File.ReadAllText(file), "ProjectReference Include=\"([^\"*]+)\"").Select(match => ShortName(match.Groups[1].Value));

    private static string ShortName(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/')).Replace("Clinic.", "", StringComparison.Ordinal);
}

using System.Text.RegularExpressions;
using Clinic.Local;
using Xunit;

namespace Clinic.UnitTests.Deployment;

/// <summary>The operator's manual names what the stack has, all of it and nothing else.</summary>
public sealed partial class OperationsTests
{
    private static readonly string Manual = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "operations.md"));

    private static readonly List<string> Alarms = [.. Names("AWS::CloudWatch::Alarm", "AlarmName")];

    /// <summary>Each function has an alarm on its errors; they share a row.</summary>
    [Fact]
    public void Every_alarm_has_its_row_and_every_row_its_alarm()
    {
        var functions = Names("AWS::Serverless::Function", "FunctionName").Select(function => function + "-errors").ToList();

        var rows = AlarmRow().Matches(Manual[..Manual.IndexOf("## The old clinic's files", StringComparison.Ordinal)]).SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value).ToList();

        Assert.Equal(Alarms.Except(functions).Append("clinic-FUNCTION-errors").Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Empty(functions.Except(Alarms));
    }

    /// <summary>An alarm is named by its own name, what else ends in the branch's by NAME.</summary>
    [Fact]
    public void Whatever_is_named_is_there()
    {
        var there = TemplateFile.Tree["Resources"]!.AsObject().SelectMany(resource => resource.Value!["Properties"]!.AsObject())
            .Select(property => (property.Value as System.Text.Json.Nodes.JsonObject)?["Fn::Sub"]).OfType<System.Text.Json.Nodes.JsonValue>()
            .Select(text => text.GetValue<string>()).Where(text => text.EndsWith("-${Branch}", StringComparison.Ordinal))
            .Select(text => text[..^"-${Branch}".Length]).Concat(["clinic", "clinic-TABLE", "clinic-FUNCTION"]).ToHashSet();

        var strange = NameOfBranch().Matches(Manual).Select(name => name.Groups[1].Value).Except(there).ToList();
        var strangeAlarms = Name().Matches(Manual).Select(name => name.Groups[1].Value)
            .Where(name => name.EndsWith("-errors", StringComparison.Ordinal) && name != "clinic-FUNCTION-errors").Except(Alarms).ToList();

        Assert.Empty(strange);
        Assert.Empty(strangeAlarms);
    }

    [Fact]
    public void Every_table_is_restored()
    {
        var restored = Tables().Match(Manual).Groups[1].Value.Split(' ').Select(table => "clinic-" + table);

        Assert.Equal(Names("AWS::DynamoDB::Table", "TableName").Order(StringComparer.Ordinal), restored.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_parameters_and_outputs_that_it_tells_of_exist()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "README.md"));

        var outputs = Output().Matches(Manual + readme).Select(name => name.Groups[1].Value).ToList();
        var parameters = Parameter().Matches(Manual + readme).Select(name => name.Groups[1].Value).Where(name => name != "AwsPackages").ToList();

        Assert.All(outputs, name => Assert.NotNull(TemplateFile.Tree["Outputs"]![name]));
        Assert.All(parameters, name => Assert.NotNull(TemplateFile.Tree["Parameters"]![name]));
        Assert.NotEmpty(outputs);
        Assert.NotEmpty(parameters);
    }

    private static IEnumerable<string> Names(string type, string property) =>
        TemplateFile.Tree.OfType(type).Select(resource => resource.Properties[property]!["Fn::Sub"]!.GetValue<string>().Replace("-${Branch}", "", StringComparison.Ordinal));

    [GeneratedRegex("^\\| ((`clinic-[a-zA-Z-]+`(, )?)+) \\|", RegexOptions.Multiline)]
    private static partial Regex AlarmRow();

    [GeneratedRegex("`(clinic-[a-zA-Z-]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("(clinic[a-zA-Z-]*?)-NAME")]
    private static partial Regex NameOfBranch();

    [GeneratedRegex("TABLES='([a-z -]+)'")]
    private static partial Regex Tables();

    [GeneratedRegex("OutputKey=='(\\w+)'")]
    private static partial Regex Output();

    [GeneratedRegex("[ `]([A-Z][a-z]+([A-Z][a-z]+)+)=")]
    private static partial Regex Parameter();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Finds the java command and holds it to the version that DynamoDB Local needs here.</summary>
internal static partial class JavaRuntime
{
    private const int Oldest = 17;

    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "java"))
            ? Path.Combine(home, "bin", "java")
            : "java";
        var result = await Tool.RunAsync(java, ["-version"], null, cancellationToken)
            ?? throw new SetupException($"Java {Oldest} or newer is needed for DynamoDB Local and there is no java command: install a JRE.");
        return MajorVersion(result.Output) switch
        {
            null => throw new SetupException($"'{java} -version' did not tell its version; Java {Oldest} or newer is needed."),
            < Oldest and var old => throw new SetupException($"Java {Oldest} or newer is needed for DynamoDB Local; this is Java {old}."),
            _ => java,
        };
    }

    /// <summary>17 for 'openjdk version "17.0.15"', 8 for the old style "1.8.0_402".</summary>
    internal static int? MajorVersion(string output)
    {
        var match = Version().Match(output);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("version \"(?:1\\.)?(\\d+)")]
    private static partial Regex Version();
}

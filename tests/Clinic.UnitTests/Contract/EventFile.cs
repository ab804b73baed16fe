using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.UnitTests.Contract;

/// <summary>An event of events/ and its line of the table in events/README.md.</summary>
internal sealed partial record EventFile(string Name, string Function, JsonNode Event)
{
    public static IReadOnlyList<EventFile> All { get; } =
    [
        .. Line().Matches(File.ReadAllText(Contract.PathOf("events", "README.md"))).Select(match => new EventFile(
            match.Groups["name"].Value,
            match.Groups["function"].Value,
            JsonNode.Parse(File.ReadAllText(Contract.PathOf("events", match.Groups["name"].Value)))!)),
    ];

    public bool IsRequest => Event["httpMethod"] is not null;

    public bool IsTrigger => Event["triggerSource"] is not null;

    public string Route => $"{Event["httpMethod"]} {Event["resource"]}";

    [GeneratedRegex(@"^\| `(?<name>[a-z-]+\.json)` \| (?<function>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}

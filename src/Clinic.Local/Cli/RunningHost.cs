using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Cli;

/// <summary>What a host that runs tells the other commands about itself, in a file beside its data.</summary>
internal sealed record RunningHost(int ProcessId, Uri BaseAddress, Uri ServicesAddress, string DynamoDbUrl, string? ContainerAddress)
{
    private static string PathIn(string state) => Path.Combine(state, "host.json");

    /// <summary>Null when none runs; a file left behind by one that was killed does not count.</summary>
    public static RunningHost? Find(string state)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(PathIn(state)))!;
            var host = new RunningHost(
                json["pid"]!.GetValue<int>(),
                new Uri(json["baseAddress"]!.GetValue<string>()),
                new Uri(json["servicesAddress"]!.GetValue<string>()),
                json["dynamoDbUrl"]!.GetValue<string>(),
                json["containerAddress"]?.GetValue<string>());
            using var process = Process.GetProcessById(host.ProcessId);
            return host;
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }

    public static RunningHost Get() =>
        Find(LocalHostOptions.DefaultStateDirectory) ?? throw new SetupException("The local host is not running: './run_local.sh start' starts it.");

    public static RunningHost Of(LocalHost host, string? containerAddress) =>
        new(Environment.ProcessId, host.BaseAddress, host.ServicesAddress, host.DynamoDbServiceUrl, containerAddress);

    /// <summary>Written beside and renamed, so that whoever waits for the file never reads half of it.</summary>
    public void Announce(string state)
    {
        var json = new JsonObject
        {
            ["pid"] = ProcessId,
            ["baseAddress"] = BaseAddress.GetLeftPart(UriPartial.Authority),
            ["servicesAddress"] = ServicesAddress.GetLeftPart(UriPartial.Authority),
            ["dynamoDbUrl"] = DynamoDbUrl,
            ["containerAddress"] = ContainerAddress,
        };
        File.WriteAllText(PathIn(state) + ".new", json.ToJsonString() + "\n");
        File.Move(PathIn(state) + ".new", PathIn(state), overwrite: true);
    }

    public static void Withdraw(string state) => File.Delete(PathIn(state));
}

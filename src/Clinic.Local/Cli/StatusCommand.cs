using System.Text.Json.Nodes;

namespace Clinic.Local.Cli;

/// <summary>Says what runs where.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (RunningHost.Find(LocalHostOptions.DefaultStateDirectory) is not { } host)
        {
            Console.WriteLine("The local host is not running.");
            return 1;
        }
        Console.WriteLine($"""
            The local host is running (process {host.ProcessId}).
              API and pages   {host.BaseAddress}
              AWS services    {host.ServicesAddress}
              DynamoDB Local  {host.DynamoDbUrl}
            """);
        using var http = new HttpClient();
        var health = JsonNode.Parse(await http.GetStringAsync(new Uri(host.BaseAddress, "/_local/health"), cancellationToken));
        Console.WriteLine($"  Client credentials  {health!["machineClientId"]} {health["machineClientSecret"]} at {health["tokenEndpoint"]}");
        foreach (var function in health["functions"]!.AsArray())
            Console.WriteLine($"  {function!["name"],-26} {function["processes"]} processes, {function["waiting"]} waiting");
        return 0;
    }
}

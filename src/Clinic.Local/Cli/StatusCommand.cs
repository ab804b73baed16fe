using System.Text.Json.Nodes;

namespace Clinic.Local.Cli;

/// <summary>Says what runs where.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var state = Path.Combine(RepositoryRoot.Find(), ".local");
        if (RunningHost.Find(state) is not { } host)
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
        var functions = JsonNode.Parse(await http.GetStringAsync(new Uri(host.ServicesAddress, ServicesRoot.StatusPath), cancellationToken));
        foreach (var (name, counts) in functions!.AsObject())
            Console.WriteLine($"  {name,-26} {counts!["processes"]} processes, {counts["waiting"]} waiting");
        return 0;
    }
}

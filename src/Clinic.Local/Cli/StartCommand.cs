using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Clinic.Local.Aws.DynamoDb;

namespace Clinic.Local.Cli;

/// <summary>Runs the host in the foreground until it is asked to stop.</summary>
internal static class StartCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var options = Options(arguments);
        Directory.CreateDirectory(options.StateDirectory);
        await using var only = FileLock.TryTake(Path.Combine(options.StateDirectory, "host.lock"))
            ?? throw new SetupException("The local host runs already: './run_local.sh stop' stops it.");
        WriteId(options.StateDirectory, "host.pid", Environment.ProcessId);
        try
        {
            await using var host = await LocalHost.StartAsync(options, stop);
            if (host.Database.ProcessId is { } database)
                WriteId(options.StateDirectory, "dynamodb.pid", database);
            RunningHost.Of(host, options.ContainerAddress).Announce(options.StateDirectory);
            Greet(host, clock.Elapsed);
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            Console.WriteLine("Stopping ...");
        }
        finally
        {
            RunningHost.Withdraw(options.StateDirectory);
            File.Delete(Path.Combine(options.StateDirectory, "host.pid"));
            File.Delete(Path.Combine(options.StateDirectory, "dynamodb.pid"));
        }
        return 0;
    }

    /// <summary>For run_local.sh, which also checks whether the process is still the same.</summary>
    private static void WriteId(string state, string file, int id) =>
        File.WriteAllText(Path.Combine(state, file), id.ToString(CultureInfo.InvariantCulture) + "\n");

    private static LocalHostOptions Options(Arguments arguments) => new()
    {
        Port = arguments.Port,
        Seeding = arguments.Empty ? Seeding.Accounts : Seeding.Demo,
        InMemory = arguments.InMemory,
        Warm = arguments.Warm,
        ProcessesPerFunction = arguments.Processes,
        Parameters = arguments.Parameters,
        ContainerAddress = arguments.ContainerAddress,
        Progress = Console.WriteLine,
    };

    private static void Greet(LocalHost host, TimeSpan elapsed)
    {
        if (host.Database.ListensEverywhere)
            Console.WriteLine($"Note: DynamoDB Local ({host.DynamoDbServiceUrl}) cannot be bound to loopback and listens on every interface.");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Ready after {elapsed.TotalSeconds:0.0} s: {host.BaseAddress} (first page, demo accounts, commands to try)"));
        Console.WriteLine("Ctrl-C stops everything.");
    }
}

/// <summary>Prints what runs where.</summary>
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
        if (health!["machineClientId"] is { } client)
            Console.WriteLine($"  Client credentials  {client} {health["machineClientSecret"]} at {health["tokenEndpoint"]}");
        foreach (var function in health["functions"]!.AsArray())
            Console.WriteLine($"  {function!["name"],-26} {function["processes"]} processes, {function["waiting"]} waiting");
        return 0;
    }
}

/// <summary>Asks the running host to put the demo data into its tables.</summary>
internal static class SeedCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var host = RunningHost.Get();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        using var response = await http.PostAsync(
            new Uri(host.ServicesAddress, ServicesRoot.SeedPath + (arguments.Empty ? "?empty=true" : "")), null, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new SetupException($"Seeding failed: {text}");
        Console.WriteLine(text);
        return 0;
    }
}

/// <summary>Ctrl-C, a kill or a closed terminal asks the host to stop. A second Ctrl-C does not wait.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignal() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
    ];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        if (context.Cancel)
            _ = source.CancelAsync();
    }
}

using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>From the start of a function's process to its first answered GET /users/{id}, on quiet and on busy cores.</summary>
internal static class ColdStart
{
    private const int Starts = 15;

    public static async Task MeasureAsync(LocalHost host, HttpClient client)
    {
        Console.WriteLine($"cold GET /users/{{id}}, quiet:      {await StartsAsync(host, client)}");
        using var stop = new CancellationTokenSource();
        var burners = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Burn(stop.Token)) { IsBackground = true }).ToList();
        burners.ForEach(burner => burner.Start());
        Console.WriteLine($"cold GET /users/{{id}}, busy cores: {await StartsAsync(host, client)}");
        await stop.CancelAsync();
        burners.ForEach(burner => burner.Join());
    }

    private static async Task<Samples> StartsAsync(LocalHost host, HttpClient client)
    {
        var samples = new Samples();
        for (var i = 0; i < Starts; i++)
        {
            await FunctionProcesses.KillAsync("Clinic.Users", () => host.Lambda.Status()["UsersFunction"].Processes);
            await samples.AddAsync(() => client.GetAsync("/users/" + DemoAccounts.Patient.Id, CancellationToken.None));
        }
        return samples;
    }

    private static void Burn(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            Thread.SpinWait(1_000);
    }
}

using System.Text.Json;
using Clinic.Core.Json;
using Clinic.Core.Reports;

namespace Clinic.Local.Cli;

/// <summary>Has the running host's worker verify or rebuild the rollups of the reports, and prints what it found.</summary>
internal static class RollupsCommand
{
    private const string Function = "RollupsFunction";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <returns>1 when there are differences that were not put right, or rollups of which nothing is known.</returns>
    public static async Task<int> RunAsync(string mode, CancellationToken cancellationToken)
    {
        var outcome = await InvokeAsync(RunningHost.Get(), mode, cancellationToken);
        foreach (var difference in outcome.Differences)
            Console.WriteLine($"{difference.Period}, {difference.Entry}, {difference.Attribute}: stored {difference.Stored}, computed {difference.Computed}");
        if (outcome.DifferenceCount > outcome.Differences.Count)
            Console.WriteLine($"... and {outcome.DifferenceCount - outcome.Differences.Count} more.");
        Console.WriteLine($"{outcome.Sessions} sessions and {outcome.Patients} records against {outcome.Rollups} rollups, in {outcome.Passes} passes: {outcome.DifferenceCount} differences"
            + (mode == RollupRepair.Rebuild ? $", {outcome.Repaired} rollups put right." : "."));
        if (outcome.Unsettled > 0)
            Console.WriteLine($"{outcome.Unsettled} rollups were being written all the time; run it again when there is less to do.");
        return outcome.Unsettled > 0 || (mode == RollupRepair.Verify && outcome.DifferenceCount > 0) ? 1 : 0;
    }

    private static async Task<RollupOutcome> InvokeAsync(RunningHost host, string mode, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var content = JsonContent.Create(new RollupRequest(mode), ClinicJson.TypeOf<RollupRequest>());
        var sending = http.PostAsync(new Uri(host.ServicesAddress, $"/2015-03-31/functions/{Function}/invocations"), content, cancellationToken);
        if (await Task.WhenAny(sending, Task.Delay(Quiet, cancellationToken)) != sending)
            Console.WriteLine("Reading all sessions and records ... ('./run_local.sh logs rollups -f' shows every pass)");
        using var answer = await sending;
        if (!answer.IsSuccessStatusCode || answer.Headers.Contains("X-Amz-Function-Error"))
            throw new SetupException("The rollups worker failed; './run_local.sh logs rollups' shows its log.");
        return (await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), ClinicJson.TypeOf<RollupOutcome>(), cancellationToken))!;
    }
}

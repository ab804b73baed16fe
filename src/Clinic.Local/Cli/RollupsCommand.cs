using Clinic.Rollups;

namespace Clinic.Local.Cli;

/// <summary>Has the running host's worker verify or rebuild the rollups of the reports, and prints what it found.</summary>
internal static class RollupsCommand
{
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
        var invoking = host.InvokeAsync("Rollups", new RollupRequest(mode), RollupsJson.Contracts.RollupRequest, RollupsJson.Contracts.RollupOutcome, cancellationToken);
        if (await Task.WhenAny(invoking, Task.Delay(Quiet, cancellationToken)) != invoking)
            Console.WriteLine("Reading all sessions and records ... ('./run_local.sh logs rollups -f' shows every pass)");
        return await invoking;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Json;
using Clinic.MessageDelivery;
using Clinic.Operator;
using Clinic.Rollups;

namespace Clinic.Local.Cli;

/// <summary>Lets a worker of the running host repair stored messages, and prints the result.</summary>
internal static class MessagesCommand
{
    public static async Task<int> RequeueAsync(CancellationToken cancellationToken)
    {
        var (requeued, left) = await RepairAsync(MessageRepair.Requeue, cancellationToken);
        Console.WriteLine($"{requeued} failed messages are queued again and go out within a minute or two.");
        if (left > 0)
            Console.WriteLine($"{left} stay failed: they were put back once before, or may have been mailed twice.");
        return 0;
    }

    public static async Task<int> AssignAsync(CancellationToken cancellationToken)
    {
        var (assigned, left) = await RepairAsync(MessageRepair.Assign, cancellationToken);
        Console.WriteLine($"{assigned} messages have got their addressee.");
        if (left > 0)
            Console.WriteLine($"{left} stay without: their address is nobody's, or nothing says that it was the user's when they were sent.");
        return 0;
    }

    private static async Task<(int Changed, int Left)> RepairAsync(string mode, CancellationToken cancellationToken)
    {
        var host = RunningHost.Get();
        var (changed, left, repair) = (0, 0, new MessageRepair(mode));
        while (true)
        {
            var outcome = await host.InvokeAsync(
                "MessageDelivery", repair, RepairJson.Contracts.MessageRepair, RepairJson.Contracts.MessageRepairOutcome, cancellationToken);
            (changed, left) = (changed + outcome.Changed, left + outcome.Left);
            if (outcome.After is null)
                return (changed, left);
            repair = repair with { After = outcome.After };
        }
    }
}

/// <summary>Lets the running host's operator take imported and older sessions into the chains of their patients.</summary>
internal static class SessionsCommand
{
    public static async Task<int> ChainAsync(CancellationToken cancellationToken)
    {
        var host = RunningHost.Get();
        var request = new OperatorRequest(OperatorService.ChainSessions);
        do
        {
            var outcome = await host.InvokeAsync("Operator", request, OperatorJson.Contracts.OperatorRequest, OperatorJson.Contracts.OperatorOutcome, cancellationToken);
            Console.WriteLine(outcome.Message);
            request = request with { After = outcome.After };
        }
        while (request.After is not null);
        return 0;
    }
}

/// <summary>Lets the running host's worker verify or rebuild the rollups of the reports, and prints what it found.</summary>
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

/// <summary>The requests and responses of a repair of messages, in the same JSON as the contracts.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MessageRepair))]
[JsonSerializable(typeof(MessageRepairOutcome))]
internal sealed partial class RepairJson : JsonSerializerContext
{
    public static RepairJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}

using Clinic.MessageDelivery;

namespace Clinic.Local.Cli;

/// <summary>Has a worker of the running host repair stored messages, and says what became of them.</summary>
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

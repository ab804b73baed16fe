namespace Clinic.MessageDelivery;

/// <summary>A repair of stored messages, as an operator has a worker make it. It works part by part, each within one invocation.</summary>
/// <param name="Mode">Which repair, such as <see cref="Requeue"/>.</param>
/// <param name="After">The message behind which this part begins; null for the first one.</param>
internal sealed record MessageRepair(string Mode, string? After = null)
{
    /// <summary>Puts failed messages back, to be delivered once more.</summary>
    public const string Requeue = "requeue";

    /// <summary>Gives messages that were stored without their addressee to the user whose address it was, where that is certain.</summary>
    public const string Assign = "assign";
}

/// <summary>What one part of a repair has done.</summary>
/// <param name="Changed">How many messages it has changed.</param>
/// <param name="Left">How many it was asked to change and has left as they are.</param>
/// <param name="After">Where the next part begins; null when this was the last one.</param>
internal sealed record MessageRepairOutcome(int Changed, int Left, string? After = null);

namespace Clinic.Core.Legacy;

internal enum RowState
{
    /// <summary>It is in the clinic's data, now or from before.</summary>
    Taken,

    /// <summary>What it belongs to has not come yet.</summary>
    Waiting,

    Rejected,
}

/// <summary>What became of a row.</summary>
internal sealed record RowOutcome(RowState State, string Column = "", string Reason = "")
{
    public static RowOutcome Taken { get; } = new(RowState.Taken);

    public static RowOutcome Waiting { get; } = new(RowState.Waiting);

    public static RowOutcome Rejected(string column, string reason) => new(RowState.Rejected, column, reason);
}

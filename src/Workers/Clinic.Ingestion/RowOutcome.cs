namespace Clinic.Ingestion;

internal enum RowState
{
    /// <summary>It is in the clinic's data.</summary>
    Taken,

    /// <summary>It was there before its import.</summary>
    Unchanged,

    /// <summary>What it belongs to has not come yet.</summary>
    Waiting,

    Rejected,
}

/// <summary>What became of a row.</summary>
internal sealed record RowOutcome(RowState State, string Column = "", string Reason = "")
{
    public static RowOutcome Taken { get; } = new(RowState.Taken);

    /// <summary>Another import brought it.</summary>
    public static RowOutcome Unchanged { get; } = new(RowState.Unchanged);

    public static RowOutcome Waiting { get; } = new(RowState.Waiting);

    public static RowOutcome Rejected(string column, string reason) => new(RowState.Rejected, column, reason);
}

namespace Clinic.Ingestion;

/// <summary>What became of a file: the object <c>import-results/NAME.json</c> beside it, where NAME is the file's whole name, <c>cetac_user.csv</c>.</summary>
/// <param name="State"><c>running</c>, <c>finished</c>, <c>refused</c>: then nothing of the file is written, or <c>stopped</c>: the file went away, and the rows that were read are written.</param>
/// <param name="Reason">Why the file was refused or stopped.</param>
/// <param name="OfferedEncoding">The encoding in which the file would be taken, when it is named with it.</param>
/// <param name="Total">The file's rows, counted before the first was written.</param>
/// <param name="Read">How many of them have been read.</param>
/// <param name="Waiting">
/// Rows whose patient, record or member of staff has not come. They are taken up when those come, and a few minutes later the rows
/// are counted again, for as long as the file is there.
/// </param>
/// <param name="RejectedRows">The first <see cref="MostRejectedRows"/> of them.</param>
/// <param name="Repaired">Values that could not be taken as they were written; their rows are counted as every other one.</param>
/// <param name="RepairedRows">The first <see cref="MostRepairedRows"/> of them.</param>
internal sealed record ImportResult(
    string File,
    string State,
    string? Table = null,
    string? Reason = null,
    string? OfferedEncoding = null,
    long Total = 0,
    long Read = 0,
    long Written = 0,
    long Unchanged = 0,
    long Waiting = 0,
    long Rejected = 0,
    IReadOnlyList<RejectedRow>? RejectedRows = null,
    long Repaired = 0,
    IReadOnlyList<RepairedRow>? RepairedRows = null)
{
    public const int MostRejectedRows = 500;
    public const int MostRepairedRows = 100;
    public const string Running = "running";

    /// <summary>Finished, and about to be counted again; the object shows the last count until then.</summary>
    public const string Recounting = "recounting";
    public const string Finished = "finished";
    public const string Refused = "refused";
    public const string Stopped = "stopped";

    public ImportResult With(RejectedRow row) => this with
    {
        Read = Read + 1,
        Rejected = Rejected + 1,
        RejectedRows = RejectedRows is { Count: >= MostRejectedRows } ? RejectedRows : [.. RejectedRows ?? [], row],
    };

    public ImportResult With(IReadOnlyList<RepairedRow> rows) => rows.Count == 0 ? this : this with
    {
        Repaired = Repaired + rows.Count,
        RepairedRows = [.. (RepairedRows ?? []).Concat(rows).Take(MostRepairedRows)],
    };
}

namespace Clinic.Ingestion.Csv;

/// <summary>One record; lines are counted from 1, and a record may have several.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Next">Where the one behind it begins.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, CsvPosition Next);

/// <summary>A place between two records, from which reading can go on: the bytes before it and its line.</summary>
internal readonly record struct CsvPosition(long Offset, long Line)
{
    public static CsvPosition Start { get; } = new(0, 1);
}

namespace Clinic.Ingestion;

/// <summary>A row of a file with the places where it is staged: a child has one with each of its parents.</summary>
/// <param name="Patients">The old ids of the patients that it is about.</param>
internal sealed record StagedImport(ImportRow Row, IReadOnlyList<StagedRow> Places, IReadOnlyList<string> Patients)
{
    public string Name => Places[0].Row;

    /// <summary>Whether this import brought the row as it is.</summary>
    public bool IsNew { get; set; }
}

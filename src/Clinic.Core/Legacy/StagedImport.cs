namespace Clinic.Core.Legacy;

/// <summary>A row of a file with the places where it is staged: a child has one with each of its parents.</summary>
internal sealed record StagedImport(ImportRow Row, IReadOnlyList<StagedRow> Places)
{
    public string Name => Places[0].Row;

    /// <summary>Whether this import brought the row as it is.</summary>
    public bool IsNew { get; set; }

    /// <summary>The patients whose groups it is in.</summary>
    public IEnumerable<string> Patients => Places.Where(place => place.Group.StartsWith(StagedRow.PatientGroups, StringComparison.Ordinal)).Select(place => place.Group[StagedRow.PatientGroups.Length..]);
}

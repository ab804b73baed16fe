namespace Clinic.Core.Exports;

/// <summary>An export as the API shows it.</summary>
/// <param name="Failure">Why there is no result.</param>
/// <param name="ExpiresAt">When its files are deleted.</param>
/// <param name="Files">Only where one export is read, and while there are files.</param>
public sealed record ExportView(
    string Id,
    ExportState State,
    DateTimeOffset CreatedAt,
    string CreatedById,
    DateTimeOffset? FinishedAt,
    string? Failure,
    ExportCounts? Counts,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<ExportFile>? Files)
{
    public static ExportView Of(Export export, DateTimeOffset? expiresAt = null, IReadOnlyList<ExportFile>? files = null) =>
        new(export.Id, export.State, export.CreatedAt, export.CreatedById, export.FinishedAt, export.Failure, export.Counts, expiresAt, files);
}

/// <summary>A file of an export.</summary>
/// <param name="Url">A link that needs no token and holds for 15 minutes.</param>
public sealed record ExportFile(string Name, string Url);

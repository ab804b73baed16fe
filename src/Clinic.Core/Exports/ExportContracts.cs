using FluentValidation;

namespace Clinic.Core.Exports;

/// <summary>The body of POST /exports, which may be left out.</summary>
/// <param name="FreeText">Whether evaluations, reasons, addenda and records are in the export: `none`, the default, or `masked`. Masking misses some of what names a person.</param>
public sealed record NewExport(FreeText? FreeText = null);

/// <summary>The rules of POST /exports: the shape says all.</summary>
public sealed class NewExportRules : AbstractValidator<NewExport>;

/// <summary>An export as the API shows it.</summary>
/// <param name="FreeText">What becomes of what people have written.</param>
/// <param name="Failure">Why there is no result.</param>
/// <param name="ExpiresAt">When its files are deleted.</param>
/// <param name="Files">Only where one export is read, and while there are files.</param>
public sealed record ExportView(
    string Id,
    ExportState State,
    FreeText FreeText,
    DateTimeOffset CreatedAt,
    string CreatedById,
    DateTimeOffset? FinishedAt,
    string? Failure,
    ExportCounts? Counts,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<ExportFile>? Files)
{
    public static ExportView Of(Export export, DateTimeOffset? expiresAt = null, IReadOnlyList<ExportFile>? files = null) =>
        new(export.Id, export.State, export.FreeText, export.CreatedAt, export.CreatedById, export.FinishedAt, export.Failure, export.Counts, expiresAt, files);
}

/// <summary>A file of an export.</summary>
/// <param name="Url">A link that needs no token and holds for 15 minutes.</param>
public sealed record ExportFile(string Name, string Url);

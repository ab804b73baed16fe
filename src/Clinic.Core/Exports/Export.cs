using System.Text.Json.Serialization;
using Clinic.Core.Json;
using FluentValidation;

namespace Clinic.Core.Exports;

/// <summary>A de-identified copy of the clinic's data for research, as it is stored.</summary>
/// <param name="Id">A UUID of version 7: exports sort by it as they do by time.</param>
/// <param name="Parts">How many files there are of each kind, once it has succeeded.</param>
/// <param name="Kinds">How many of <see cref="ExportFiles.Kinds"/> there are files of, the first ones; an export from before there was care has two.</param>
public sealed record Export(
    string Id,
    ExportState State,
    FreeText FreeText,
    string CreatedById,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt = null,
    string? Failure = null,
    int Parts = 0,
    ExportCounts? Counts = null,
    int Kinds = ExportFiles.KindsBeforeCare)
{
    /// <summary>The stream starts an export within a day and the state machine ends within another: an older export will not end.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(2);

    /// <summary>The export as it is shown at a moment: one whose execution was lost has failed.</summary>
    public Export At(DateTimeOffset now) => State is ExportState.Queued or ExportState.Running && now - CreatedAt > LongestLife
        ? this with { State = ExportState.Failed, Failure = "The export did not end in time. Ask for a new one." }
        : this;
}

/// <summary>What becomes of free text: it is left out, or masked by rules that do not find everything that names a person.</summary>
[JsonConverter(typeof(FreeTextConverter))]
public enum FreeText
{
    None,
    Masked,
}

/// <summary>Reads and writes what becomes of free text by its names.</summary>
public sealed class FreeTextConverter() : StrictEnumConverter<FreeText>(FreeTextNames.All);

public static class FreeTextNames
{
    public static readonly IReadOnlyList<string> All = ["none", "masked"];

    public static string Name(this FreeText freeText) => All[(int)freeText];

    /// <summary>Exports that are older than this choice name nothing; their free text is masked.</summary>
    internal static FreeText Parse(string? name) => name == FreeText.None.Name() ? FreeText.None : FreeText.Masked;
}

/// <summary>What an export holds, and what was left out because too few people are alike.</summary>
public sealed record ExportCounts(int Patients, int Sessions, int SuppressedPatients, int SuppressedSessions);

/// <summary>An export is queued when it is stored, runs when its state machine has begun, and ends succeeded or failed.</summary>
[JsonConverter(typeof(ExportStateConverter))]
public enum ExportState
{
    Queued,
    Running,
    Succeeded,
    Failed,
}

/// <summary>Reads and writes states by their names.</summary>
public sealed class ExportStateConverter() : StrictEnumConverter<ExportState>(ExportStateNames.All);

public static class ExportStateNames
{
    public static readonly IReadOnlyList<string> All = ["queued", "running", "succeeded", "failed"];

    public static string Name(this ExportState state) => All[(int)state];

    internal static ExportState Parse(string name) => All.Parse<ExportState>(name);
}

/// <summary>The body of POST /exports, which may be left out.</summary>
/// <param name="FreeText">Whether what people have written in sessions and records is in the export: `none`, the default, or `masked`. Masking misses some of what names a person.</param>
public sealed record NewExport(FreeText? FreeText = null);

/// <summary>The rules of POST /exports. There are none beyond the types of its members.</summary>
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

using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Exports;

/// <summary>A de-identified copy of the clinic's data for research, as it is stored.</summary>
/// <param name="Id">A UUID of version 7: exports sort by it as they do by time.</param>
/// <param name="Parts">How many files there are of each kind, once it has succeeded.</param>
public sealed record Export(
    string Id, ExportState State, FreeText FreeText, string CreatedById, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt = null, string? Failure = null, int Parts = 0, ExportCounts? Counts = null)
{
    /// <summary>The stream starts an export within a day and the state machine ends within another: what is older will not end.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(2);

    /// <summary>What may be said of it at a moment: one whose execution was lost has failed.</summary>
    public Export At(DateTimeOffset now) => State is ExportState.Queued or ExportState.Running && now - CreatedAt > LongestLife
        ? this with { State = ExportState.Failed, Failure = "The export did not end in time. Ask for a new one." }
        : this;
}

/// <summary>What becomes of what people have written: it is left out, or masked by rules that do not find everything that names a person.</summary>
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

    /// <summary>Exports from before free text could be left out have it masked, and name nothing.</summary>
    internal static FreeText Parse(string? name) => name == FreeText.None.Name() ? FreeText.None : FreeText.Masked;
}

/// <summary>What an export holds, and what was left out because too few people are alike.</summary>
public sealed record ExportCounts(int Patients, int Sessions, int SuppressedPatients, int SuppressedSessions);

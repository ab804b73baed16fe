using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Exports;

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

    internal static ExportState Parse(string name) => (ExportState)All.ToList().IndexOf(name);
}

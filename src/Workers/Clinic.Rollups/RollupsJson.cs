using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Rollups;

/// <summary>What the worker is asked and answers, as the contracts' JSON is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RollupRequest))]
[JsonSerializable(typeof(RollupOutcome))]
internal sealed partial class RollupsJson : JsonSerializerContext
{
    public static RollupsJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Ingestion;

/// <summary>The worker's results, as the contracts' JSON is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class IngestionJson : JsonSerializerContext
{
    public static IngestionJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}

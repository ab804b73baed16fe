using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Json;
using Clinic.MessageDelivery;

namespace Clinic.Local.Cli;

/// <summary>What a repair of messages is asked and answers, as the contracts' JSON is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MessageRepair))]
[JsonSerializable(typeof(MessageRepairOutcome))]
internal sealed partial class RepairJson : JsonSerializerContext
{
    public static RepairJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}

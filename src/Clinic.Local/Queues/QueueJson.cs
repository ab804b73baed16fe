using System.Text.Json.Serialization;

namespace Clinic.Local.Queues;

[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<QueuedMessage>>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class QueueJson : JsonSerializerContext;

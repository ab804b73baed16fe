using System.Text.Json.Serialization;

namespace Clinic.Local.Aws.Sqs;

[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<QueuedMessage>>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class QueueJson : JsonSerializerContext;

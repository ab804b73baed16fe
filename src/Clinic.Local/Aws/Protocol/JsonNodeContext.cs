using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Clinic.Local.Aws.Protocol;

/// <summary>JSON trees without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
internal sealed partial class JsonNodeContext : JsonSerializerContext;

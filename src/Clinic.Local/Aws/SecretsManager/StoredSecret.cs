using System.Text.Json.Serialization;

namespace Clinic.Local.Aws.SecretsManager;

/// <summary>A secret's one version.</summary>
internal sealed record StoredSecret(string Value, string VersionId, DateTimeOffset CreatedAt);

[JsonSerializable(typeof(Dictionary<string, StoredSecret>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class StoredSecretContext : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Clinic.Local.Aws.Ses;

[JsonSerializable(typeof(IReadOnlyList<SentMail>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class MailJson : JsonSerializerContext;

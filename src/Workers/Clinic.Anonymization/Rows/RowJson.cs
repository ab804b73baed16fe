using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clinic.Anonymization.Tasks;

namespace Clinic.Anonymization.Rows;

/// <summary>The worker's JSON: camelCase, null members left out, accents readable.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(PatientCase<FoundText>))]
[JsonSerializable(typeof(PatientCase<string>))]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Written))]
[JsonSerializable(typeof(PatientRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class RowJson : JsonSerializerContext
{
    private static readonly RowJson Rows = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Rows.GetTypeInfo(typeof(T))!;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, TypeOf<T>())!;

    public static IEnumerable<T> ReadLines<T>(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read<T>);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clinic.Core.Json;

/// <summary>A JSON type that is one of a list of names.</summary>
public interface INamedValues
{
    IReadOnlyList<string> Names { get; }
}

/// <summary>An enum is exactly one of its names in JSON: no number, no other letter case, no list of names.</summary>
public abstract class StrictEnumConverter<TEnum>(IReadOnlyList<string> names) : JsonConverter<TEnum>, INamedValues where TEnum : struct, Enum
{
    public IReadOnlyList<string> Names => names;

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var position = reader.TokenType == JsonTokenType.String ? names.ToList().IndexOf(reader.GetString()!) : -1;
        return position >= 0 ? Enum.GetValues<TEnum>()[position] : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(names[Array.IndexOf(Enum.GetValues<TEnum>(), value)]);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Storage;

namespace Clinic.Core.Json;

/// <summary>Timestamps are RFC 3339 in UTC, written with milliseconds and <c>Z</c>; any offset is read.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTimeOffset(out var time) ? time.ToUniversalTime() : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ItemValues.Write(value));
}

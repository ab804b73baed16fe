using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>
/// Serializes the types that <typeparamref name="TSGContext"/> declares. The context is created with this serializer's
/// options: null members are left out, names are matched in any letter case and written as they are declared; what the
/// context's own <see cref="JsonSourceGenerationOptionsAttribute"/> says is not used.
/// </summary>
/// <remarks>The real serializer's converters for dates, bytes, streams and constants are not here: no type has such members.</remarks>
public class SourceGeneratorLambdaJsonSerializer<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSGContext> : ILambdaSerializer
    where TSGContext : JsonSerializerContext
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TSGContext context = (TSGContext)Activator.CreateInstance(typeof(TSGContext), new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
    });

    /// <summary>Writes the response as UTF-8, escaping only what JSON demands.</summary>
    public void Serialize<T>(T response, Stream responseStream)
    {
        using var writer = new Utf8JsonWriter(responseStream, WriterOptions);
        JsonSerializer.Serialize(writer, response, TypeInfo<T>());
    }

    /// <summary>
    /// Reads the stream, which must be UTF-8 without a byte order mark: what is in memory from its start, wherever it stands, any
    /// other from where it stands.
    /// </summary>
    public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize(ReadAll(requestStream).Span, TypeInfo<T>());

    private JsonTypeInfo<T> TypeInfo<T>() =>
        context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T> ?? throw new NotSupportedException(
            $"No JsonTypeInfo registered in {typeof(TSGContext).FullName} for type {typeof(T).FullName}.");

    private static ReadOnlyMemory<byte> ReadAll(Stream stream)
    {
        // The runtime hands over a buffer that is already complete: it is read where it is.
        if (stream is MemoryStream memory)
            return memory.TryGetBuffer(out var buffer) ? buffer.AsMemory() : memory.ToArray();

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}

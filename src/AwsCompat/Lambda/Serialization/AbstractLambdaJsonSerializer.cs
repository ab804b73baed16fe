using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Reads events and writes responses with System.Text.Json; any failure is a <see cref="JsonSerializerException"/>.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private protected AbstractLambdaJsonSerializer()
    {
    }

    /// <summary>Writes the response as UTF-8, escaping only what JSON demands.</summary>
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            using var writer = new Utf8JsonWriter(responseStream, WriterOptions);
            Write(writer, response);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException(
                $"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads the stream, which must be UTF-8 without a byte order mark: what is in memory from its start, wherever it stands, any
    /// other from where it stands.
    /// </summary>
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return Read<T>(ReadAll(requestStream).Span);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException(
                $"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {e.Message}", e);
        }
    }

    private protected abstract void Write<T>(Utf8JsonWriter writer, T response);

    private protected abstract T Read<T>(ReadOnlySpan<byte> utf8Json);

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

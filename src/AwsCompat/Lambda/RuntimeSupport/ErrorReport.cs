#nullable enable
using System.Buffers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as the Runtime API takes it: errorType, errorMessage, stackTrace and the cause in the same form.</summary>
internal static class ErrorReport
{
    // An exception may hold itself in a cycle of wrappers; nobody reads deeper than this.
    private const int MaxCauses = 8;

    public static byte[] Write(Exception exception)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, exception, MaxCauses);
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteMembers(Utf8JsonWriter json, Exception exception)
    {
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in exception.StackTrace?.Split('\n', StringSplitOptions.TrimEntries) ?? [])
            json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depth)
    {
        json.WriteStartObject();
        WriteMembers(json, exception);
        if (exception.InnerException is { } cause && depth > 0)
        {
            json.WritePropertyName("cause");
            Write(json, cause, depth - 1);
        }

        json.WriteEndObject();
    }
}

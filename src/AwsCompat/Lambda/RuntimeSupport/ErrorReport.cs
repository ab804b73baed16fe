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

    /// <summary>
    /// Types and stacks of an exception and its causes, for the log. Their messages are left out: they may hold what a person sent.
    /// </summary>
    public static IEnumerable<string> Lines(Exception exception)
    {
        var cause = exception;
        for (var depth = 0; cause is not null && depth <= MaxCauses; depth++, cause = cause.InnerException)
        {
            yield return cause.GetType().FullName!;
            foreach (var line in Stack(cause))
                yield return line;
        }
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depth)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in Stack(exception))
            json.WriteStringValue(line);
        json.WriteEndArray();
        if (exception.InnerException is { } cause && depth > 0)
        {
            json.WritePropertyName("cause");
            Write(json, cause, depth - 1);
        }

        json.WriteEndObject();
    }

    private static string[] Stack(Exception exception) => exception.StackTrace?.Split('\n', StringSplitOptions.TrimEntries) ?? [];
}

#nullable enable
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Writes uncaught exceptions into the function's log: a line of JSON each where <c>AWS_LAMBDA_LOG_FORMAT</c> says so, else
/// tab-separated text.
/// </summary>
internal sealed class InvocationLog(Stream output, bool json, TimeProvider time)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private string? requestId;
    private string? traceId;

    public static InvocationLog ToStandardOutput() => new(
        Console.OpenStandardOutput(),
        string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase),
        TimeProvider.System);

    /// <summary>Lines from here on belong to this invocation.</summary>
    public void Begin(string requestId, string? traceId) => (this.requestId, this.traceId) = (requestId, traceId);

    /// <summary>An exception's full type name and where it was thrown, without a message.</summary>
    public void Write(Exception exception)
    {
        var line = new ArrayBufferWriter<byte>(512);
        if (json)
            WriteJson(line, exception);
        else
            Encoding.UTF8.GetBytes($"{Timestamp()}\t{requestId}\tfail\t{string.Join('\n', ErrorReport.Lines(exception))}", line);
        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
        output.Flush();
    }

    private void WriteJson(ArrayBufferWriter<byte> line, Exception exception)
    {
        using var writer = new Utf8JsonWriter(line, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("timestamp", Timestamp());
        writer.WriteString("level", "Error");
        if (requestId is not null)
            writer.WriteString("requestId", requestId);
        if (traceId is not null)
            writer.WriteString("traceId", traceId);
        writer.WriteString("errorType", exception.GetType().FullName);
        writer.WriteStartArray("stackTrace");
        foreach (var text in ErrorReport.Lines(exception))
            writer.WriteStringValue(text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private string Timestamp() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>An exception as the Runtime API takes it: errorType, errorMessage, stackTrace and the cause in the same form.</summary>
internal static class ErrorReport
{
    // An exception may contain itself in a cycle of wrappers. Nobody needs more than this depth.
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

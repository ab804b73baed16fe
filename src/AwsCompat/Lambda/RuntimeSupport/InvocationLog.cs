#nullable enable
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The function's log, a line at a time: JSON where <c>AWS_LAMBDA_LOG_FORMAT</c> says so, else tab-separated text; lines
/// below <c>AWS_LAMBDA_LOG_LEVEL</c> are dropped.
/// </summary>
internal sealed class InvocationLog(Stream output, bool json, LogLevel minimum, TimeProvider time) : ILambdaLogger
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> line = new(512);
    private string? requestId;
    private string? traceId;

    public static InvocationLog ToStandardOutput() => new(
        Console.OpenStandardOutput(),
        string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase),
        ParseLevel(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")),
        TimeProvider.System);

    /// <summary>Lines from here on belong to this invocation.</summary>
    public void Begin(string requestId, string? traceId)
    {
        lock (gate)
            (this.requestId, this.traceId) = (requestId, traceId);
    }

    public void Log(string message) => Write(LogLevel.Information, message);

    public void LogLine(string message) => Write(LogLevel.Information, message);

    public void Log(string level, string message) => Write(ParseLevel(level), message);

    /// <summary>An exception that nobody caught: its full type name and where it was thrown, without a message.</summary>
    public void Write(Exception exception) => Write(LogLevel.Error, null, exception);

    private void Write(LogLevel level, string? message, Exception? exception = null)
    {
        if (level < minimum)
            return;
        lock (gate)
        {
            line.ResetWrittenCount();
            if (json)
                WriteJson(level, message, exception);
            else
                WriteText(level, exception is null ? message : string.Join('\n', ErrorReport.Lines(exception)));
            line.Write("\n"u8);
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    internal static LogLevel ParseLevel(string? level) => level?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    private void WriteJson(LogLevel level, string? message, Exception? exception)
    {
        using var writer = new Utf8JsonWriter(line, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("timestamp", Timestamp());
        writer.WriteString("level", level.ToString());
        if (requestId is not null)
            writer.WriteString("requestId", requestId);
        if (traceId is not null)
            writer.WriteString("traceId", traceId);
        if (exception is null)
        {
            writer.WriteString("message", message);
        }
        else
        {
            writer.WriteString("errorType", exception.GetType().FullName);
            writer.WriteStartArray("stackTrace");
            foreach (var text in ErrorReport.Lines(exception))
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteText(LogLevel level, string? message)
    {
        var name = level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
        Encoding.UTF8.GetBytes($"{Timestamp()}\t{requestId}\t{name}\t{message}", line);
    }

    private string Timestamp() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

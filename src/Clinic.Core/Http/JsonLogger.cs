using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Clinic.Core.Http;

/// <summary>
/// Writes one JSON object per line to standard output, as CloudWatch reads it. Of an exception it writes the type and the
/// stack, never the message, which could carry what a person has sent.
/// </summary>
public sealed class JsonLogger : ILogger
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };
    private readonly TimeProvider time;
    private readonly Stream output;

    public JsonLogger(TimeProvider time) : this(time, Console.OpenStandardOutput())
    {
    }

    internal JsonLogger(TimeProvider time, Stream output)
    {
        this.time = time;
        this.output = output;
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using var line = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow());
            json.WriteString("level", logLevel.ToString());
            json.WriteString("message", formatter(state, null));
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                WriteValues(json, values);
            if (exception is not null)
            {
                json.WriteString("errorType", exception.GetType().FullName);
                json.WriteString("stack", exception.StackTrace);
            }
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        lock (output)
            output.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}")
                continue;
            switch (value)
            {
                case int number: json.WriteNumber(name, number); break;
                case double number: json.WriteNumber(name, Math.Round(number, 2)); break;
                default: json.WriteString(name, value?.ToString()); break;
            }
        }
    }
}

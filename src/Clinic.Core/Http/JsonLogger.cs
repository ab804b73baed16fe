using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Clinic.Core.Http;

/// <summary>
/// Writes one JSON object per line to standard output, as CloudWatch reads it. Of an exception and of those within it, outermost
/// first, it writes the type, the service's error code, the HTTP status and the stack. It never writes the message, which could hold what
/// a person has sent.
/// </summary>
public sealed class JsonLogger : ILogger
{
    private const int MostCauses = 16;
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
                WriteError(json, exception);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        lock (output)
            output.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    private static void WriteError(Utf8JsonWriter json, Exception error)
    {
        Describe(json, error);
        var causes = CausesOf(error).Take(MostCauses).ToList();
        if (causes.Count == 0)
            return;
        json.WriteStartArray("causes");
        foreach (var cause in causes)
        {
            json.WriteStartObject();
            Describe(json, cause);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<Exception> CausesOf(Exception error) =>
        (error is AggregateException several ? several.InnerExceptions : error.InnerException is { } one ? [one] : Enumerable.Empty<Exception>())
            .SelectMany(cause => CausesOf(cause).Prepend(cause));

    private static void Describe(Utf8JsonWriter json, Exception error)
    {
        json.WriteString("errorType", error.GetType().FullName);
        var (code, status) = CodeOf(error);
        if (!string.IsNullOrEmpty(code))
            json.WriteString("errorCode", code);
        if (status != 0)
            json.WriteNumber("errorStatus", (int)status);
        if (error is TransactionCanceledException { CancellationReasons: { } reasons })
            json.WriteString("reasons", string.Join(", ", reasons.Select(reason => reason.Code)));
        json.WriteString("stack", error.StackTrace);
    }

    private static (string? Code, HttpStatusCode Status) CodeOf(Exception error) => error switch
    {
        AmazonServiceException service => (service.ErrorCode, service.StatusCode),
        HttpRequestException http => (http.HttpRequestError is HttpRequestError.Unknown ? null : http.HttpRequestError.ToString(), http.StatusCode ?? 0),
        SocketException socket => (socket.SocketErrorCode.ToString(), 0),
        _ => (null, 0),
    };

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

using System.Buffers;
using System.Text.Json;

namespace Clinic.Local.Aws.Lambda;

/// <summary>Errors in Lambda's own words.</summary>
internal static class LambdaError
{
    public const string Unhandled = "Unhandled";

    public static Invocation Exit(string requestId, string reason) =>
        new(Json("Runtime.ExitError", $"RequestId: {requestId} Error: Runtime exited {(reason.StartsWith("exit", StringComparison.Ordinal) ? "with error: " : "")}{reason}"), Unhandled);

    public static Invocation TimedOut(string requestId, TimeSpan limit) =>
        new(Json("Sandbox.Timedout", FormattableString.Invariant(
            $"RequestId: {requestId} Error: Task timed out after {limit.TotalSeconds:0.00} seconds")), Unhandled);

    public static Invocation ResponseTooLarge(int size, int limit) =>
        new(Json("Function.ResponseSizeTooLarge", $"Response payload size ({size} bytes) exceeded maximum allowed payload size ({limit} bytes)."), Unhandled);

    public static ReadOnlyMemory<byte> Json(string type, string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("errorType", type);
        json.WriteString("errorMessage", message);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}

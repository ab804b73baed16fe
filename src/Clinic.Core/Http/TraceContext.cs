using System.Text.RegularExpressions;

namespace Clinic.Core.Http;

/// <summary>The client's place in a trace (W3C Trace Context): logged with its request, and passed on with what the request itself sends.</summary>
public static partial class TraceContext
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>The request's <c>traceparent</c>; null when it has none, or one that is malformed.</summary>
    public static string? Parent => Current.Value;

    internal static void Begin(string? traceparent) => Current.Value = traceparent is not null && Form().IsMatch(traceparent) ? traceparent : null;

    [GeneratedRegex(@"^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\z")]
    private static partial Regex Form();
}

/// <summary>Passes the trace on.</summary>
public sealed class TraceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (TraceContext.Parent is { } parent)
            request.Headers.TryAddWithoutValidation("traceparent", parent);
        return base.SendAsync(request, cancellationToken);
    }
}

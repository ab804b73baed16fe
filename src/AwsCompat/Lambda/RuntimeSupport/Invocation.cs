#nullable enable
using System.Globalization;
using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One answer of <c>/invocation/next</c>: the event's bytes and what its headers say.</summary>
internal sealed class Invocation(HttpResponseMessage response, MemoryStream input) : IDisposable
{
    public MemoryStream Input { get; } = input;

    public string RequestId { get; } = Header(response, "Lambda-Runtime-Aws-Request-Id") ?? string.Empty;

    public string? TraceId { get; } = Header(response, "Lambda-Runtime-Trace-Id");

    public string? FunctionArn => Header(response, "Lambda-Runtime-Invoked-Function-Arn");

    public string? TenantId => Header(response, "Lambda-Runtime-Aws-Tenant-Id");

    public string? ClientContext => Header(response, "Lambda-Runtime-Client-Context");

    public string? CognitoIdentity => Header(response, "Lambda-Runtime-Cognito-Identity");

    /// <summary>Null when the host gives none.</summary>
    public DateTimeOffset? Deadline =>
        long.TryParse(Header(response, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    public void Dispose()
    {
        Input.Dispose();
        response.Dispose();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) && values.Count > 0 ? values.ToString() : null;
}

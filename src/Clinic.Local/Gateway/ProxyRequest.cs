namespace Clinic.Local.Gateway;

/// <summary>A request as the gateway accepted it: what the event that the function gets is written from.</summary>
internal sealed record ProxyRequest(
    string Method,
    string Path,
    string QueryString,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    Resource Resource,
    string Stage,
    string ApiId,
    string RequestId,
    DateTimeOffset ReceivedAt,
    string SourceIp,
    string Host,
    string Protocol,
    IReadOnlyList<KeyValuePair<string, string>>? Claims);

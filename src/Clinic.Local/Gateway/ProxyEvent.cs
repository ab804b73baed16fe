using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Clinic.Local.Template;

namespace Clinic.Local.Gateway;

/// <summary>Writes the APIGatewayProxyRequest event (REST, payload version 1.0) as API Gateway makes it.</summary>
internal static class ProxyEvent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(ProxyRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(2048 + request.Body.Length);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("resource", request.Resource.Path);
        json.WriteString("path", request.Path);
        json.WriteString("httpMethod", request.Method);
        WritePairs(json, "headers", "multiValueHeaders", request.Headers, StringComparer.OrdinalIgnoreCase);
        WritePairs(json, "queryStringParameters", "multiValueQueryStringParameters", QueryString.Parse(request.QueryString), StringComparer.Ordinal);
        WriteSingle(json, "pathParameters", [.. request.Resource.Parameters(request.Path)]);
        json.WriteNull("stageVariables");
        WriteContext(json, request);
        WriteBody(json, request.Body.Span);
        json.WriteBoolean("isBase64Encoded", false);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteContext(Utf8JsonWriter json, ProxyRequest request)
    {
        json.WriteStartObject("requestContext");
        json.WriteString("resourceId", request.Resource.Id);
        if (request.Claims is { } claims)
            WriteClaims(json, claims);
        json.WriteString("resourcePath", request.Resource.Path);
        json.WriteString("httpMethod", request.Method);
        json.WriteString("extendedRequestId", PhysicalIds.Opaque(request.RequestId, 15) + "=");
        json.WriteString("requestTime", request.ReceivedAt.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        json.WriteString("path", request.Path); // no stage, as with a custom domain
        json.WriteString("accountId", PhysicalIds.AccountId);
        json.WriteString("protocol", request.Protocol);
        json.WriteString("stage", request.Stage);
        json.WriteString("domainPrefix", request.Host.Split('.', ':')[0]);
        json.WriteNumber("requestTimeEpoch", request.ReceivedAt.ToUnixTimeMilliseconds());
        json.WriteString("requestId", request.RequestId);
        WriteIdentity(json, request);
        json.WriteString("domainName", request.Host);
        json.WriteString("apiId", request.ApiId);
        json.WriteEndObject();
    }

    private static void WriteClaims(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> claims)
    {
        json.WriteStartObject("authorizer");
        json.WriteStartObject("claims");
        foreach (var (name, value) in claims)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, ProxyRequest request)
    {
        json.WriteStartObject("identity");
        foreach (var absent in (ReadOnlySpan<string>)["cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller"])
            json.WriteNull(absent);
        json.WriteString("sourceIp", request.SourceIp);
        foreach (var absent in (ReadOnlySpan<string>)["principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn"])
            json.WriteNull(absent);
        json.WriteString("userAgent", request.Headers.LastOrDefault(header => header.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)).Value);
        json.WriteNull("user");
        json.WriteEndObject();
    }

    /// <summary>The single-valued form holds the last value of a name; both are null when there is none at all.</summary>
    private static void WritePairs(
        Utf8JsonWriter json, string single, string multiple, IReadOnlyList<KeyValuePair<string, string>> pairs, StringComparer comparer)
    {
        WriteSingle(json, single, [.. pairs.GroupBy(pair => pair.Key, comparer).Select(group => KeyValuePair.Create(group.Key, group.Last().Value))]);
        if (pairs.Count == 0)
        {
            json.WriteNull(multiple);
            return;
        }
        json.WriteStartObject(multiple);
        foreach (var group in pairs.GroupBy(pair => pair.Key, comparer))
        {
            json.WriteStartArray(group.Key);
            foreach (var (_, value) in group)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteSingle(Utf8JsonWriter json, string name, KeyValuePair<string, string>[] pairs)
    {
        if (pairs.Length == 0)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>Text passes as it is; bytes that are not UTF-8 become replacement characters, as no binary media type is set up.</summary>
    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            json.WriteNull("body");
        else
            json.WriteString("body", Encoding.UTF8.GetString(body));
    }
}

/// <summary>A request as the gateway accepted it, from which the function's event is written.</summary>
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

/// <summary>The query string's pairs in order, percent-decoded, with a plus as a blank.</summary>
internal static class QueryString
{
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string query) =>
    [
        .. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(Decode(pair[0]), pair is [_, var value] ? Decode(value) : "")),
    ];

    /// <summary>Bytes that are not UTF-8 become replacement characters, as in a body.</summary>
    public static string Decode(string text)
    {
        var escaped = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString(WebUtility.UrlDecodeToBytes(escaped, 0, escaped.Length));
    }
}

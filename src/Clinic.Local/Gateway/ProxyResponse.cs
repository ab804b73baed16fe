using System.Text;
using System.Text.Json;

namespace Clinic.Local.Gateway;

/// <summary>A Lambda proxy response, read as strictly as API Gateway reads it.</summary>
internal sealed record ProxyResponse(int StatusCode, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Null when the function's payload is not a proxy response: the gateway then responds with 502.</summary>
    public static ProxyResponse? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && Status(root) is { } status
                ? new ProxyResponse(status, ReadHeaders(root), ReadBody(root))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static int? Status(JsonElement root)
    {
        if (!root.TryGetProperty("statusCode", out var element))
            return null;
        var status = element.ValueKind switch
        {
            JsonValueKind.Number => element.GetInt32(),
            JsonValueKind.String when int.TryParse(element.GetString(), out var number) => number,
            _ => 0,
        };
        return status is >= 200 and <= 599 ? status : null;
    }

    /// <summary>Both forms are merged: a name that is in multiValueHeaders is not taken from headers as well.</summary>
    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement root)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in Members(root, "multiValueHeaders"))
            headers.AddRange(header.Value.EnumerateArray().Select(value => KeyValuePair.Create(header.Name, Text(value))));
        var multiple = headers.Select(header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Members(root, "headers"))
        {
            if (!multiple.Contains(header.Name))
                headers.Add(KeyValuePair.Create(header.Name, Text(header.Value)));
        }
        return headers;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement root, string name) =>
        root.TryGetProperty(name, out var members) && members.ValueKind != JsonValueKind.Null ? members.EnumerateObject() : default;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        var kind => throw new FormatException($"A header's value cannot be {kind}."),
    };

    private static byte[] ReadBody(JsonElement root)
    {
        if (!root.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
            return [];
        return root.TryGetProperty("isBase64Encoded", out var encoded) && encoded.ValueKind == JsonValueKind.True
            ? body.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(body.GetString()!);
    }
}

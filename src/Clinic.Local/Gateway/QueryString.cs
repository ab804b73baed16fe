using System.Net;
using System.Text;

namespace Clinic.Local.Gateway;

/// <summary>The query string's pairs in their order, percent-decoded, a plus being a blank.</summary>
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

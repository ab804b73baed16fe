using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clinic.Core.Json;

/// <summary>
/// The one way to write a JSON value (RFC 8785): no white space, members in the order of their UTF-16 code units, no escape that is not
/// needed, and numbers as ECMAScript writes a double. So everybody who has the value gets the same bytes to hash.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>ECMAScript writes digits in full up to so many, and fractions with at most six zeros before them (ECMA-262, Number::toString).</summary>
    private const int MostDigits = 21;
    private const int MostZeros = 6;

    public static byte[] Of<T>(T value, JsonTypeInfo<T> type) => Of(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <param name="json">In UTF-8, as it was received or made.</param>
    /// <exception cref="JsonException">It is no JSON, or has a number that no double holds.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder(json.Length);
        Write(text, document.RootElement);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new JsonException("JSON has no such number.");
        if (value == 0)
            return "0"; // and never -0
        var sign = value < 0 ? "-" : "";
        // The runtime's shortest digits that are read back as the same double, such as 1.5E-07 or 0.002.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var mantissa = parts[0].Split('.');
        var all = string.Concat(mantissa);
        var digits = all.TrimStart('0');
        // How many digits stand before the point; none of them when it is 0, and zeros after the point when it is less.
        var point = mantissa[0].Length - (all.Length - digits.Length) + (parts is [_, var exponent] ? int.Parse(exponent, CultureInfo.InvariantCulture) : 0);
        return sign + Place(digits.TrimEnd('0'), point);
    }

    private static string Place(string digits, int point) => point switch
    {
        > 0 and <= MostDigits when digits.Length <= point => digits.PadRight(point, '0'),
        > 0 and <= MostDigits => $"{digits[..point]}.{digits[point..]}",
        > -MostZeros and <= 0 => "0." + new string('0', -point) + digits,
        _ => string.Create(CultureInfo.InvariantCulture, $"{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(point > 0 ? "+" : "")}{point - 1}"),
    };

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(text, '{', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal), '}', member =>
                {
                    Write(text, member.Name);
                    text.Append(':');
                    Write(text, member.Value);
                });
                break;
            case JsonValueKind.Array:
                WriteAll(text, '[', value.EnumerateArray(), ']', element => Write(text, element));
                break;
            case JsonValueKind.String:
                Write(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            default:
                text.Append(value.GetRawText()); // true, false or null
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char begin, IEnumerable<T> values, char end, Action<T> write)
    {
        text.Append(begin);
        var isFirst = true;
        foreach (var value in values)
        {
            if (!isFirst)
                text.Append(',');
            isFirst = false;
            write(value);
        }
        text.Append(end);
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }
        text.Append('"');
    }
}

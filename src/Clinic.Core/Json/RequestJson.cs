using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clinic.Core.Errors;
using Clinic.Core.Text;

namespace Clinic.Core.Json;

/// <summary>
/// The contracts' JSON as it comes from outside: every text in the form of <see cref="TextForm"/>, every number exactly what was
/// written. What is stored is read by <see cref="ClinicJson"/>, which does not hold old data to the rules of today.
/// </summary>
internal static class RequestJson
{
    private static readonly JsonSerializerOptions Options = new(ClinicJson.Contracts.Options)
    {
        Converters = { new TextConverter(), new ExactNumberConverter() },
        TypeInfoResolver = new ClinicJson().WithAddedModifier(KeepPasswords),
    };

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>A password is kept as it was typed; <see cref="Accounts.PasswordDigest"/> normalizes it.</summary>
    private static void KeepPasswords(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(member => member.Name is "password" or "currentPassword" or "newPassword"))
            member.CustomConverter = new TextConverter(asTyped: true);
    }
}

/// <summary>A member's value is refused.</summary>
internal sealed class RefusedValueException(FieldFault fault) : JsonException(fault.Text.English)
{
    public FieldFault Fault => fault;
}

/// <summary>Text as it comes from outside.</summary>
internal sealed class TextConverter(bool asTyped = false) : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String)
            throw new JsonException();
        var text = Unescaped(ref reader);
        return TextForm.FaultOf(text) is { } fault ? throw new RefusedValueException(fault) : asTyped ? text : TextForm.Of(text);
    }

    /// <summary>The name of a member that a client chooses.</summary>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = Unescaped(ref reader);
        return TextForm.FaultOf(name) is { } fault ? throw new RefusedValueException(fault) : TextForm.Of(name);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string Unescaped(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RefusedValueException(new(FieldCode.InvalidFormat, new(
                "debe ser texto en UTF-8, y un escape como \\ud83d va con su otra mitad", "must be text in UTF-8, and an escape such as \\ud83d stands with its other half")));
        }
    }
}

/// <summary>
/// A number (RFC 8259, section 6), read exactly as it was written: 1e2 is 100. A number that would have to be rounded to fit,
/// as the framework does silently, is refused.
/// </summary>
internal sealed class ExactNumberConverter : JsonConverter<decimal>
{
    private const int MostDigits = 28;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.Number)
            throw new JsonException();
        var written = System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        var (mantissa, exponent) = written.IndexOfAny(['e', 'E']) is var e and >= 0 ? (written[..e], written[(e + 1)..]) : (written, "0");
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
            return 0;
        var decimals = (point < 0 ? 0 : mantissa.Length - point - 1) - (digits.Length - significant.Length);
        // An exponent of ten digits is out of range, whatever the mantissa's length.
        var power = int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : exponent[0] == '-' ? -1_000_000_000 : 1_000_000_000;
        return Exact(significant, (long)power - decimals, mantissa[0] == '-');
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    private static decimal Exact(string digits, long power, bool isNegative)
    {
        if (digits.Length + power > MostDigits)
            throw new JsonException();
        if (digits.Length > MostDigits || power < -MostDigits)
            throw new RefusedValueException(new(FieldCode.OutOfRange, new($"debe ser un número de a lo más {MostDigits} decimales", $"must be a number of at most {MostDigits} decimals")));
        var whole = decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        for (; power > 0; power--)
            whole *= 10;
        for (; power < 0; power++)
            whole /= 10;
        return isNegative ? -whole : whole;
    }
}

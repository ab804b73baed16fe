using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Clinic.Core.Storage;

namespace Clinic.Core.Json;

/// <summary>A JSON type that is one of a list of names.</summary>
public interface INamedValues
{
    IReadOnlyList<string> Names { get; }
}

/// <summary>Enums by the names that they have in JSON and in the tables, in the order of their values.</summary>
internal static class EnumNames
{
    /// <summary>Null when it is none of the names.</summary>
    public static TEnum? Find<TEnum>(this IReadOnlyList<string> names, string? name) where TEnum : struct, Enum =>
        names.ToList().IndexOf(name ?? "") is var position and >= 0 ? Enum.GetValues<TEnum>()[position] : null;

    /// <summary>What is stored.</summary>
    /// <exception cref="InvalidOperationException">It is none of the names.</exception>
    public static TEnum Parse<TEnum>(this IReadOnlyList<string> names, string name) where TEnum : struct, Enum =>
        names.Find<TEnum>(name) ?? throw new InvalidOperationException($"A stored {typeof(TEnum).Name} is none of {string.Join(", ", names)}.");
}

/// <summary>An enum is exactly one of its names in JSON: no number, no other letter case, no list of names.</summary>
public abstract class StrictEnumConverter<TEnum>(IReadOnlyList<string> names) : JsonConverter<TEnum>, INamedValues where TEnum : struct, Enum
{
    public IReadOnlyList<string> Names => names;

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        names.Find<TEnum>(reader.TokenType == JsonTokenType.String ? reader.GetString() : null) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(names[Array.IndexOf(Enum.GetValues<TEnum>(), value)]);
}

/// <summary>One of a closed list of objects is its name in JSON.</summary>
public abstract class NamedConverter<T>(IReadOnlyList<T> all, Func<T, string> name) : JsonConverter<T>, INamedValues where T : class
{
    public IReadOnlyList<string> Names => [.. all.Select(name)];

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return all.FirstOrDefault(one => name(one) == text) ?? throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(name(value));
}

/// <summary>
/// Timestamps are RFC 3339, section 5.6: written in UTC with milliseconds and <c>Z</c>; read with any offset, and never without one.
/// A leap second, which can only be the last second of a month in UTC, is read as the moment after it.
/// </summary>
public sealed partial class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? Parse(reader.GetString()!) ?? throw new JsonException() : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ItemValues.Write(value));

    /// <summary>A time as RFC 3339 writes it, or null.</summary>
    internal static DateTimeOffset? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match
            || !DateTime.TryParseExact(match.Groups["minute"].Value.ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute))
            return null;
        var offset = match.Groups["hours"] is { Success: true } hours ? new TimeSpan(Number(hours), Number(match.Groups["minutes"]), 0) : TimeSpan.Zero;
        var ticks = minute.Ticks + Fraction(match.Groups["fraction"].Value) - (match.Groups["sign"].Value == "-" ? -offset.Ticks : offset.Ticks)
            + (Number(match.Groups["second"]) * TimeSpan.TicksPerSecond);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return null;
        var time = new DateTimeOffset(ticks, TimeSpan.Zero);
        var isLeapSecond = match.Groups["second"].Value == "60";
        return isLeapSecond && time is not { Day: 1, Hour: 0, Minute: 0, Second: 0 } ? null : time;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long Fraction(string digits) => digits.Length == 0 ? 0 : long.Parse(digits.PadRight(7, '0')[..7], NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}):(?<second>[0-5][0-9]|60)(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z")]
    private static partial Regex Form();
}

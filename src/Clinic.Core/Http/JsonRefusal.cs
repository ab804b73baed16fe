using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using Clinic.Core.Json;

namespace Clinic.Core.Http;

/// <summary>Says what is wrong with a JSON body in the words of the contract: the member's path, and what it must be.</summary>
internal static partial class JsonRefusal
{
    public static InvalidInputException Of(JsonException error, JsonTypeInfo type)
    {
        if (error.InnerException is JsonException)
            return new InvalidInputException("body", "is not valid JSON (RFC 8259)");
        var segments = PathSegment().Matches(error.Path ?? "$").Select(match => match.Groups["quoted"] is { Success: true } quoted ? quoted.Value : match.Value).ToList();
        return segments.Count == 0
            ? new InvalidInputException("body", "must be a JSON object")
            : new InvalidInputException(Field(segments), Explain(error, segments, type));
    }

    private static string Field(IEnumerable<string> segments) =>
        segments.Aggregate("", (field, segment) => field.Length == 0 || segment[0] == '[' ? field + segment : $"{field}.{segment}");

    private static string Explain(JsonException error, List<string> segments, JsonTypeInfo type)
    {
        if (error.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return "is given more than once";
        var expected = type.Type;
        foreach (var segment in segments)
        {
            if (MemberType(expected, segment, type.Options) is not { } member)
                return "is not a member of this request";
            expected = member;
        }
        return "must be " + Describe(Nullable.GetUnderlyingType(expected) ?? expected, type.Options);
    }

    private static Type? MemberType(Type owner, string segment, JsonSerializerOptions options)
    {
        var info = options.GetTypeInfo(owner);
        return segment[0] == '['
            ? info.ElementType
            : info.Properties.FirstOrDefault(property => property.Name == segment)?.PropertyType;
    }

    private static string Describe(Type type, JsonSerializerOptions options) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(decimal) => "a number",
        _ when type == typeof(DateOnly) => "a date such as 2026-11-22",
        _ when type == typeof(DateTimeOffset) => "a time such as 2026-11-22T18:30:00Z",
        { IsEnum: true } => "one of " + string.Join(", ", ((INamedValues)options.GetTypeInfo(type).Converter).Names),
        _ when options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable => "an array",
        _ => "an object",
    };

    [GeneratedRegex(@"\[\d+\]|\['(?<quoted>[^']*)'\]|[^.\[\]$]+")]
    private static partial Regex PathSegment();
}

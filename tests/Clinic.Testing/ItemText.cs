using Amazon.DynamoDBv2.Model;

namespace Clinic.Testing;

/// <summary>Items as comparable text.</summary>
public static class ItemText
{
    public static string Of(IReadOnlyDictionary<string, AttributeValue> item) => Map(item);

    private static string Value(AttributeValue value) => value switch
    {
        { S: { } text } => $"'{text}'",
        { N: { } number } => number,
        { B: { } bytes } => Convert.ToHexStringLower(bytes.ToArray()),
        { BOOL: { } flag } => flag ? "true" : "false",
        { L: { Count: > 0 } list } => $"[{string.Join(", ", list.Select(Value))}]",
        { M: { Count: > 0 } map } => Map(map),
        _ => "empty",
    };

    private static string Map(IReadOnlyDictionary<string, AttributeValue> map) =>
        "{" + string.Join(", ", map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {Value(entry.Value)}")) + "}";
}

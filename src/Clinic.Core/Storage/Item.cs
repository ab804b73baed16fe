using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Builds an item; an attribute whose value is null is left out.</summary>
internal sealed class Item
{
    public Dictionary<string, AttributeValue> Attributes { get; } = [];

    public Item Text(string name, string? value) => Put(name, value is null ? null : new AttributeValue { S = value });

    public Item Number(string name, long? value) =>
        Put(name, value is null ? null : new AttributeValue { N = value.Value.ToString(CultureInfo.InvariantCulture) });

    public Item Amount(string name, decimal value) => Put(name, new AttributeValue { N = value.ToString(CultureInfo.InvariantCulture) });

    public Item Flag(string name, bool? value) => Put(name, value is null ? null : new AttributeValue { BOOL = value });

    public Item Bytes(string name, ReadOnlyMemory<byte> value) => Put(name, new AttributeValue { B = new MemoryStream(value.ToArray()) });

    public Item Date(string name, DateOnly? value) => Text(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public Item Time(string name, DateTimeOffset? value) => Text(name, value is null ? null : ItemValues.Write(value.Value));

    public Item Times(string name, IEnumerable<DateTimeOffset> values) => Put(name, ItemValues.Write(values));

    public Item List<T>(string name, IReadOnlyList<T>? values, Func<T, Item> map) =>
        Put(name, values is not { Count: > 0 } ? null : new AttributeValue { L = [.. values.Select(value => map(value).AsMap())] });

    public Item Set(string name, IEnumerable<byte[]> values) => Put(name, new AttributeValue { BS = [.. values.Select(value => new MemoryStream(value))] });

    public Item Map(string name, Item? value) => Put(name, value?.AsMap());

    public AttributeValue AsMap() => new() { M = Attributes };

    private Item Put(string name, AttributeValue? value)
    {
        if (value is not null)
            Attributes[name] = value;
        return this;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>Builds an item; an attribute whose value is null is left out.</summary>
internal sealed class Item
{
    /// <summary>What one large attribute may have of the 400 KB of an item.</summary>
    public const int MostBytesOfOne = 380_000;

    public Dictionary<string, AttributeValue> Attributes { get; private init; } = [];

    /// <summary>A stored item, to be compared with another.</summary>
    public static Item Of(IReadOnlyDictionary<string, AttributeValue> stored) => new() { Attributes = stored.ToDictionary() };

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

/// <summary>Reads items: each accessor says whether the attribute may be missing.</summary>
internal static class ItemValues
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    extension(IReadOnlyDictionary<string, AttributeValue> item)
    {
        public string Text(string name) => item[name].S;

        public string? TextOrNull(string name) => item.TryGetValue(name, out var value) ? value.S : null;

        public int Number(string name) => int.Parse(item[name].N, CultureInfo.InvariantCulture);

        public int NumberOr(string name, int otherwise) => item.ContainsKey(name) ? item.Number(name) : otherwise;

        public long? LongOrNull(string name) => item.TryGetValue(name, out var value) ? long.Parse(value.N, CultureInfo.InvariantCulture) : null;

        public decimal Amount(string name) => decimal.Parse(item[name].N, CultureInfo.InvariantCulture);

        public bool Flag(string name) => item.TryGetValue(name, out var value) && value.BOOL == true;

        public bool? FlagOrNull(string name) => item.TryGetValue(name, out var value) ? value.BOOL : null;

        public byte[]? BytesOrNull(string name) => item.TryGetValue(name, out var value) ? value.B.ToArray() : null;

        public DateOnly? DateOrNull(string name) =>
            item.TextOrNull(name) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

        public DateTimeOffset Time(string name) => Read(item[name].S);

        public DateTimeOffset? TimeOrNull(string name) => item.TextOrNull(name) is { } text ? Read(text) : null;

        public IReadOnlyList<DateTimeOffset> Times(string name) => item.TryGetValue(name, out var value) ? [.. value.L.Select(element => Read(element.S))] : [];

        public IReadOnlyDictionary<string, AttributeValue>? MapOrNull(string name) => item.TryGetValue(name, out var value) ? value.M : null;

        public IReadOnlyList<T>? ListOrNull<T>(string name, Func<IReadOnlyDictionary<string, AttributeValue>, T> map) =>
            item.TryGetValue(name, out var value) ? [.. value.L.Select(element => map(element.M))] : null;
    }

    /// <summary>RFC 3339 in UTC with milliseconds: such texts sort in the order of the times.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static AttributeValue Write(IEnumerable<DateTimeOffset> times) => new() { L = [.. times.Select(time => new AttributeValue { S = Write(time) })] };

    private static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>The update expression that turns one item into another and leaves alone what is equal in both.</summary>
internal static class ItemDifference
{
    public static Expression Between(Item before, Item after)
    {
        var (set, removed) = Changes(before, after);
        var update = new Expression(string.Join(' ',
            set.Count == 0 ? "" : "SET " + string.Join(", ", set.Select(name => $"#{name} = :{name}")),
            removed.Count == 0 ? "" : "REMOVE " + string.Join(", ", removed.Select(name => "#" + name))).Trim());
        foreach (var name in set)
            update.With(":" + name, after.Attributes[name]);
        return update;
    }

    /// <summary>The names of the attributes that differ.</summary>
    public static IEnumerable<string> Attributes(Item before, Item after)
    {
        var (set, removed) = Changes(before, after);
        return set.Concat(removed);
    }

    private static (List<string> Set, List<string> Removed) Changes(Item before, Item after) =>
        ([.. after.Attributes.Where(entry => !before.Attributes.TryGetValue(entry.Key, out var old) || !Same(old, entry.Value)).Select(entry => entry.Key)],
            [.. before.Attributes.Keys.Except(after.Attributes.Keys)]);

    private static bool Same(AttributeValue one, AttributeValue other) => (one, other) switch
    {
        ({ S: { } a }, { S: { } b }) => a == b,
        ({ N: { } a }, { N: { } b }) => a == b,
        ({ BOOL: { } a }, { BOOL: { } b }) => a == b,
        ({ L: { } a }, { L: { } b }) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        ({ M: { } a }, { M: { } b }) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var value) && Same(entry.Value, value)),
        _ => false,
    };
}

/// <summary>A DynamoDB expression in which <c>#name</c> stands for the attribute of that name, unless an alias says otherwise. So reserved words are no problem.</summary>
internal sealed partial class Expression(string text)
{
    private readonly Dictionary<string, AttributeValue> values = [];
    private readonly Dictionary<string, string> aliases = [];

    public string Text { get; } = text;

    /// <summary>Lets a placeholder stand for an attribute whose name cannot be a placeholder because it has blanks or accents.</summary>
    public Expression Named(string placeholder, string attribute)
    {
        aliases[placeholder] = attribute;
        return this;
    }

    public Expression With(string placeholder, AttributeValue value)
    {
        values[placeholder] = value;
        return this;
    }

    public Expression With(string placeholder, string value) => With(placeholder, new AttributeValue { S = value });

    public Expression With(string placeholder, bool value) => With(placeholder, new AttributeValue { BOOL = value });

    public Expression With(string placeholder, long value) => With(placeholder, new AttributeValue { N = value.ToString(CultureInfo.InvariantCulture) });

    public Expression With(string placeholder, DateTimeOffset value) => With(placeholder, ItemValues.Write(value));

    public Dictionary<string, string>? Names => NamesOf(this);

    public Dictionary<string, AttributeValue>? Values => ValuesOf(this);

    /// <summary>The names of all expressions of one request; null when there are none, as DynamoDB refuses empty maps.</summary>
    public static Dictionary<string, string>? NamesOf(params IEnumerable<Expression?> expressions)
    {
        var names = expressions.OfType<Expression>()
            .SelectMany(expression => Placeholder().Matches(expression.Text).Select(match => (Name: match.Value, expression.aliases)))
            .DistinctBy(found => found.Name)
            .ToDictionary(found => found.Name, found => found.aliases.GetValueOrDefault(found.Name, found.Name[1..]));
        return names.Count == 0 ? null : names;
    }

    public static Dictionary<string, AttributeValue>? ValuesOf(params IEnumerable<Expression?> expressions)
    {
        var all = expressions.OfType<Expression>().SelectMany(expression => expression.values).ToDictionary();
        return all.Count == 0 ? null : all;
    }

    [GeneratedRegex(@"#\w+")]
    private static partial Regex Placeholder();
}

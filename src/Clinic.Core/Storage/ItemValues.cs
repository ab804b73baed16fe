using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

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

    /// <summary>RFC 3339 in UTC with milliseconds: such texts sort as the times do.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static AttributeValue Write(IEnumerable<DateTimeOffset> times) => new() { L = [.. times.Select(time => new AttributeValue { S = Write(time) })] };

    private static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

using System.Text;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Puts sessions together as pages of a journal, each of which is one item.</summary>
internal static class JournalPages
{
    /// <summary>An item has at most 400 KB, and a session a quarter of that.</summary>
    public const int MostBytes = 300_000;

    public static IReadOnlyList<IReadOnlyList<Item>> Of(IEnumerable<Item> sessions)
    {
        var pages = new List<List<Item>>();
        var bytes = 0;
        foreach (var session in sessions)
        {
            var size = BytesOf(session.AsMap());
            if (pages.Count == 0 || bytes + size > MostBytes)
            {
                pages.Add([]);
                bytes = 0;
            }
            pages[^1].Add(session);
            bytes += size;
        }
        return pages;
    }

    /// <summary>As DynamoDB measures items, rounded up: names and texts in UTF-8, and a little for each element.</summary>
    public static int BytesOf(AttributeValue value) => value switch
    {
        { S: { } text } => 1 + Encoding.UTF8.GetByteCount(text),
        { M: { Count: > 0 } map } => 4 + map.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + BytesOf(attribute.Value)),
        { L: { Count: > 0 } list } => 4 + list.Sum(BytesOf),
        _ => 22, // a number of 38 digits
    };
}

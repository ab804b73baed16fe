using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Care;

/// <summary>
/// The care table: what the clinic keeps of a patient beside their sessions. A patient's partition has an item for each thing, whose sort
/// key is its kind and its id, and one that counts the things of each kind. Free texts are sealed. docs/adr/0058.
/// </summary>
public sealed class DynamoCare(IAmazonDynamoDB dynamo, string table, KeyRing keys)
{
    private const int KeyIdLength = 2 * KeyRing.IdSize;

    internal string Table => table;

    /// <summary>An item with its texts open; null when there is none.</summary>
    internal async Task<Dictionary<string, AttributeValue>?> FindAsync(string subject, string entry) =>
        await dynamo.FindAsync(table, CareItems.Key(subject, entry)) is { } item ? await OpenAsync(item) : null;

    /// <summary>A page of a patient's things of one kind, newest first, read consistently, with their texts open. It has fewer than its limit where they are large.</summary>
    internal async Task<Slice<Dictionary<string, AttributeValue>>> ListAsync(string subject, string kind, Page page, Func<Dictionary<string, AttributeValue>, bool> isWanted)
    {
        var key = new Expression("#subject = :subject AND begins_with(#entry, :kind)").With(":subject", subject).With(":kind", kind);
        var request = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = key.Text,
            ExpressionAttributeNames = key.Names,
            ExpressionAttributeValues = key.Values,
            ExclusiveStartKey = page.After is { } after ? CareItems.Key(subject, after).Attributes : null,
            ScanIndexForward = false,
        };
        var (found, bytes) = (new List<Dictionary<string, AttributeValue>>(), 0L);
        await foreach (var item in dynamo.ReadItemsAsync(request).Where(isWanted))
        {
            bytes += SizeOf(item);
            if (found.Count == page.Limit || (found.Count > 0 && bytes > Page.MostBytes))
                return new(found, found[^1].Text("entry"));
            found.Add(await OpenAsync(item));
        }
        return new(found, null);
    }

    /// <summary>What stands in a list between two positions, ascending: more than the limit, or all that there is. The list of a patient is read consistently.</summary>
    internal Task<List<Dictionary<string, AttributeValue>>> ReadRangeAsync(string index, string attribute, string value, (string First, string Last) range, Expression? filter, int limit)
    {
        var key = new Expression($"#{attribute} = :value AND #position BETWEEN :first AND :last").With(":value", value).With(":first", range.First).With(":last", range.Last);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            ConsistentRead = attribute == "subject",
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            Limit = filter is null && limit < int.MaxValue ? limit + 1 : null,
        };
        return dynamo.ReadPastAsync(request, limit);
    }

    /// <summary>Writes an item that was read as it is here, with its texts sealed.</summary>
    /// <param name="seen">The version that was read; null of an item that must not be there yet.</param>
    /// <exception cref="ContentionException">It has changed since.</exception>
    internal async Task AddPutAsync(Transaction transaction, Item item, int? seen, params IReadOnlyList<string> texts)
    {
        await SealAsync(item, texts);
        if (seen is null)
            transaction.Create(table, item, "subject", unless: () => new ContentionException());
        else
            transaction.Put(table, item, new Expression("#version = :seen").With(":seen", seen.Value), unless: () => new ContentionException());
    }

    /// <summary>Counts things that the transaction adds to a patient's, or that are over. Nothing is ever deleted, so what is not over is counted for good.</summary>
    /// <param name="counts">The name of each count, how many are added, and how many there may be.</param>
    internal void AddCounts(Transaction transaction, string patientId, params IReadOnlyList<(string Kind, int More, int Most)> counts)
    {
        var update = new Expression("ADD " + string.Join(", ", counts.Select(count => $"#{count.Kind} :{count.Kind}")));
        var room = new Expression(string.Join(" AND ", counts.Select(count => $"(attribute_not_exists(#{count.Kind}) OR #{count.Kind} <= :most{count.Kind})")));
        foreach (var (kind, more, most) in counts)
        {
            update.With(":" + kind, more);
            room.With(":most" + kind, most - more);
        }
        transaction.Update(table, CareItems.Key(patientId, CareItems.Counts), update, room, unless: () => new ConflictException(ProblemCode.CareFull));
    }

    /// <summary>Each text is bound to its item and to its attribute, and has the id of its key before it.</summary>
    private async Task SealAsync(Item item, IReadOnlyList<string> texts)
    {
        foreach (var name in texts.Where(item.Attributes.ContainsKey))
        {
            var (ciphertext, keyId) = await keys.SealAsync(KeyRing.Care, Encoding.UTF8.GetBytes(item.Attributes[name].S), Binding(item.Attributes, name));
            item.Bytes(name, (byte[])[.. Encoding.ASCII.GetBytes(keyId), .. ciphertext]);
        }
    }

    /// <summary>Whatever is binary is a sealed text.</summary>
    internal async Task<Dictionary<string, AttributeValue>> OpenAsync(Dictionary<string, AttributeValue> item)
    {
        foreach (var (name, value) in item.Where(attribute => attribute.Value.B is not null).ToList())
        {
            var stored = value.B.ToArray().AsMemory();
            var plain = await keys.OpenAsync(KeyRing.Care, Encoding.ASCII.GetString(stored.Span[..KeyIdLength]), stored[KeyIdLength..], Binding(item, name))
                ?? throw new InvalidOperationException("A stored text of the care table does not open.");
            item[name] = new AttributeValue { S = Encoding.UTF8.GetString(plain) };
        }
        return item;
    }

    /// <summary>What is large is a text, sealed or not.</summary>
    private static long SizeOf(Dictionary<string, AttributeValue> item) => item.Values.Sum(value => value.B?.Length ?? value.S?.Length ?? 0);

    private static string Binding(IReadOnlyDictionary<string, AttributeValue> item, string name) => $"care\n{item.Text("subject")}\n{item.Text("entry")}\n{name}";
}

/// <summary>The keys of the care table.</summary>
internal static class CareItems
{
    public const string Counts = "COUNTS";

    public static Item Key(string subject, string entry) => new Item().Text("subject", subject).Text("entry", entry);
}

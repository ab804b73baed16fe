using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Rows of the old database in the imports table, by what they are read with.</summary>
public sealed class DynamoStagedRows(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const int MostPuts = 25;
    private const int MostGets = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The rows of a group, consistently.</summary>
    internal async Task<IReadOnlyList<StagedRow>> ListAsync(string group)
    {
        return [.. (await dynamo.ReadPartitionAsync(table, new Expression("#group = :group").With(":group", group))).Select(Read)];
    }

    /// <summary>Those of the rows that are there, consistently.</summary>
    internal async Task<IReadOnlyDictionary<(string Group, string Row), StagedRow>> FindAsync(IEnumerable<(string Group, string Row)> keys)
    {
        var found = new Dictionary<(string, string), StagedRow>();
        foreach (var chunk in keys.Distinct().Chunk(MostGets))
        {
            var left = new Dictionary<string, KeysAndAttributes>
            {
                [table] = new() { Keys = [.. chunk.Select(key => Key(key.Group, key.Row).Attributes)], ConsistentRead = true },
            };
            while (left is { Count: > 0 })
            {
                var answer = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = left });
                foreach (var row in (answer.Responses?.GetValueOrDefault(table) ?? []).Select(Read))
                    found[(row.Group, row.Row)] = row;
                left = answer.UnprocessedKeys;
                if (left is { Count: > 0 })
                    await Task.Delay(Pause, time);
            }
        }
        return found;
    }

    /// <summary>Puts rows as they are now; putting one twice is putting it once.</summary>
    internal async Task PutAsync(IEnumerable<StagedRow> rows)
    {
        foreach (var chunk in rows.DistinctBy(row => (row.Group, row.Row)).Chunk(MostPuts))
        {
            var left = new Dictionary<string, List<WriteRequest>>
            {
                [table] = [.. chunk.Select(row => new WriteRequest(new PutRequest(Write(row).Attributes)))],
            };
            while (left is { Count: > 0 })
            {
                left = (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left })).UnprocessedItems;
                if (left is { Count: > 0 })
                    await Task.Delay(Pause, time);
            }
        }
    }

    private static Item Key(string group, string row) => new Item().Text("group", group).Text("row", row);

    private static Item Write(StagedRow row)
    {
        var values = new Item();
        foreach (var (name, value) in row.Values)
            values.Text(name, value);
        return Key(row.Group, row.Row).Text("job", row.Job.Length == 0 ? null : row.Job).Text("fingerprint", row.Fingerprint.Length == 0 ? null : row.Fingerprint).Map("values", values);
    }

    private static StagedRow Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("group"),
        item.Text("row"),
        item.TextOrNull("job") ?? "",
        item.TextOrNull("fingerprint") ?? "",
        item.MapOrNull("values")?.ToDictionary(value => value.Key, value => value.Value.S) ?? []);
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>Rows of the old database in the imports table, by what they are read with.</summary>
public sealed class DynamoStagedRows(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    /// <summary>As long as the bucket keeps the files. Longer nobody's names and texts are to be here, too.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>The rows of a group, consistently.</summary>
    internal async Task<IReadOnlyList<StagedRow>> ListAsync(string group)
    {
        return [.. (await dynamo.ReadPartitionAsync(table, new Expression("#group = :group").With(":group", group))).Select(Read)];
    }

    /// <summary>Those of the rows that are there, consistently.</summary>
    internal async Task<IReadOnlyDictionary<(string Group, string Row), StagedRow>> FindAsync(IEnumerable<(string Group, string Row)> keys) =>
        (await dynamo.FindAsync(table, keys.Distinct().Select(key => Key(key.Group, key.Row)), time)).Select(Read).ToDictionary(row => (row.Group, row.Row));

    /// <summary>Puts rows as they are now; putting one twice is putting it once.</summary>
    internal Task PutAsync(IEnumerable<StagedRow> rows) => dynamo.PutAsync(table, rows.DistinctBy(row => (row.Group, row.Row)).Select(row => Write(row).Number("expiresAt", (time.GetUtcNow() + Life).ToUnixTimeSeconds())), time);

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

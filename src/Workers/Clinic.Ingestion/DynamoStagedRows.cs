using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Rows of the old database in the imports table. Only imports write here, one at a time, so that a group can be read, changed and
/// put.
/// </summary>
internal sealed class DynamoStagedRows(IAmazonDynamoDB dynamo, string table, ImportLease lease, TimeProvider time)
{
    /// <summary>The row of a group's item.</summary>
    private const string Rows = "rows";

    /// <summary>The row beside a record's sessions that names their patient.</summary>
    private const string Owner = "owner";

    /// <summary>The row beside a record's sessions that marks that there are some. Few records have waiting sessions, and so these are found without a query for each record.</summary>
    private const string Sessions = "sessions";

    /// <summary>Rows beside a member of staff who has not been imported: the patients that wait for them.</summary>
    private const string Waiting = "waiting#";

    /// <summary>As long as the bucket keeps the files. Names and texts must not stay here longer either.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>The groups by name, including those that have no row yet.</summary>
    internal async Task<IReadOnlyDictionary<string, RowGroup>> FindAsync(IEnumerable<string> groups)
    {
        var names = groups.Distinct().ToList();
        var found = names.ToDictionary(name => name, name => new RowGroup(name, []));
        foreach (var item in await FindAsync(names, Rows))
        {
            var group = item.Text("group");
            found[group] = new RowGroup(group, item.MapOrNull(Rows)!.ToDictionary(row => row.Key, row => Read(group, row.Key, row.Value.M)));
        }
        return found;
    }

    internal Task PutAsync(IEnumerable<RowGroup> groups) => PutAsync(groups.Select(group =>
    {
        var rows = new Item();
        foreach (var row in group.Rows.Values)
            rows.Map(row.Row, Write(row));
        return Key(group.Name, Rows).Map(Rows, rows);
    }));

    /// <summary>The patients of imported records, by record, as old ids.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> FindOwnersAsync(IEnumerable<string> records) =>
        (await FindAsync(records.Select(StagedRow.RecordGroup), Owner)).ToDictionary(item => item.Text("group")[StagedRow.RecordGroup("").Length..], item => item.Text("userId"));

    internal Task PutOwnersAsync(IEnumerable<(string Record, string Patient)> owners) => PutAsync(
        owners.DistinctBy(owner => owner.Record).Select(owner => Key(StagedRow.RecordGroup(owner.Record), Owner).Text("userId", owner.Patient)));

    /// <summary>The waiting sessions of records.</summary>
    internal async Task<IReadOnlyCollection<StagedRow>> FindSessionsAsync(IEnumerable<string> records)
    {
        var sessions = new ConcurrentBag<StagedRow>();
        await Parallel.ForEachAsync(await FindAsync(records.Select(StagedRow.RecordGroup), Sessions), ManyItems.SideBySide, async (item, _) =>
        {
            var group = item.Text("group");
            foreach (var row in await ListAsync(group, StagedRow.Session + "#"))
                sessions.Add(Read(group, row.Text("row"), row));
        });
        return sessions;
    }

    internal async Task PutSessionsAsync(IReadOnlyCollection<StagedRow> sessions)
    {
        await PutAsync(sessions.Select(row => row.Group).Distinct().Select(group => Key(group, Sessions)));
        await PutAsync(sessions.Select(row =>
        {
            var item = Key(row.Group, row.Row);
            foreach (var (name, value) in Write(row).Attributes)
                item.Attributes.Add(name, value);
            return item;
        }));
    }

    /// <param name="emptied">The groups in which none is left.</param>
    internal async Task DeleteSessionsAsync(IEnumerable<StagedRow> sessions, IEnumerable<string> emptied)
    {
        lease.Check();
        await dynamo.DeleteAsync(table, sessions.Select(row => Key(row.Group, row.Row)), time);
        await dynamo.DeleteAsync(table, emptied.Select(group => Key(group, Sessions)), time);
    }

    internal Task PutWaitingAsync(string staffId, string patientId) => PutAsync([Key(StagedRow.StaffGroup(staffId), Waiting + patientId)]);

    /// <summary>The old ids of the patients that wait or have waited for a member of staff.</summary>
    internal async Task<IEnumerable<string>> ListWaitingAsync(string staffId) =>
        (await ListAsync(StagedRow.StaffGroup(staffId), Waiting)).Select(item => item.Text("row")[Waiting.Length..]);

    private Task PutAsync(IEnumerable<Item> items)
    {
        lease.Check();
        var expiresAt = (time.GetUtcNow() + Life).ToUnixTimeSeconds();
        return dynamo.PutAsync(table, items.Select(item => item.Number("expiresAt", expiresAt)), time);
    }

    private Task<IReadOnlyCollection<Dictionary<string, AttributeValue>>> FindAsync(IEnumerable<string> groups, string row) =>
        dynamo.FindAsync(table, groups.Distinct().Select(group => Key(group, row)), time);

    private Task<List<Dictionary<string, AttributeValue>>> ListAsync(string group, string prefix) => dynamo.ReadPartitionAsync(
        table, new Expression("#group = :group AND begins_with(#row, :prefix)").With(":group", group).With(":prefix", prefix));

    private static Item Key(string group, string row) => new Item().Text("group", group).Text("row", row);

    private static Item Write(StagedRow row)
    {
        var values = new Item();
        foreach (var (name, value) in row.Values)
            values.Text(name, value);
        return new Item().Text("job", row.Job).Text("fingerprint", row.Fingerprint.Length == 0 ? null : row.Fingerprint).Map("values", values);
    }

    private static StagedRow Read(string group, string row, IReadOnlyDictionary<string, AttributeValue> item) => new(
        group, row, item.Text("job"), item.TextOrNull("fingerprint") ?? "", item.MapOrNull("values")!.ToDictionary(value => value.Key, value => value.Value.S));
}

using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>
/// Reads rollups, consistently: what has been written is counted. A period is one Query per year and one per month that it has
/// only some days of, all at once, however many sessions there are.
/// </summary>
public sealed class DynamoRollupStore(IAmazonDynamoDB dynamo, string table, string usersTable)
{
    public Task<User?> FindUserAsync(string id) => DynamoUsers.FindAsync(dynamo, usersTable, id);

    /// <summary>The counters of these names, by rollup; a counter that is not there is left out.</summary>
    internal async Task<IReadOnlyList<CountsRow>> CountsAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> attributes)
    {
        var items = await ReadAsync(scope, spans, attributes, patients: false);
        return [.. items.Select(item => Counts(RollupKey.ReadEntry(item.Text("entry")).ThanatologistId, item))];
    }

    internal async Task<IReadOnlyList<PatientsRow>> PatientsAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans)
    {
        var items = await ReadAsync(scope, spans, RollupAttributes.AllPatients, patients: true);
        return [.. items.SelectMany(item => Sets(RollupKey.ReadEntry(item.Text("entry")).ThanatologistId, item))];
    }

    /// <summary>The open and closed records as they stand now: of the clinic, of a thanatologist, or of each of them.</summary>
    internal async Task<IReadOnlyList<CountsRow>> RecordsAsync(RollupScope scope)
    {
        var entry = scope.OfThanatologists ? scope.ThanatologistId : RollupKey.Clinic;
        var key = new Expression("#period = :period" + (entry is null ? "" : " AND #entry = :entry")).With(":period", RollupKey.Records);
        if (entry is not null)
            key.With(":entry", entry);
        var items = await QueryAsync(key, [RollupAttributes.Open, RollupAttributes.Closed]);
        return [.. items.Select(item => Counts(item.Text("entry"), item)).Where(row => !scope.OfThanatologists || row.ThanatologistId != RollupKey.Clinic)];
    }

    private async Task<IEnumerable<Dictionary<string, AttributeValue>>> ReadAsync(
        RollupScope scope, IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> attributes, bool patients)
    {
        var found = await Task.WhenAll(spans.Select(span => ReadAsync(scope, span, attributes, patients)));
        return found.SelectMany(items => items);
    }

    private async Task<IEnumerable<Dictionary<string, AttributeValue>>> ReadAsync(
        RollupScope scope, PeriodSpan span, IReadOnlyList<string> attributes, bool patients)
    {
        var all = scope is { OfThanatologists: true, ThanatologistId: null };
        var key = new Expression("#period = :period" + (all ? "" : " AND #entry BETWEEN :first AND :last"))
            .With(":period", RollupKey.Partition(scope.OfThanatologists, span.Name, patients));
        if (!all)
            key.With(":first", RollupKey.EntryOf(scope.ThanatologistId, span.First)).With(":last", RollupKey.EntryOf(scope.ThanatologistId, span.Last));
        var items = await QueryAsync(key, attributes);
        return items.Where(item => RollupKey.ReadEntry(item.Text("entry")).Unit is var unit && unit >= span.First && unit <= span.Last);
    }

    private Task<List<Dictionary<string, AttributeValue>>> QueryAsync(Expression key, IReadOnlyList<string> attributes)
    {
        var projection = new Expression("#entry, " + string.Join(", ", Enumerable.Range(0, attributes.Count).Select(i => $"#a{i}")));
        for (var i = 0; i < attributes.Count; i++)
            projection.Named($"#a{i}", attributes[i]);
        var request = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = key.Text,
            ProjectionExpression = projection.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, projection),
            ExpressionAttributeValues = key.Values,
        };
        return dynamo.ReadPastAsync(request, int.MaxValue);
    }

    private static CountsRow Counts(string? thanatologistId, Dictionary<string, AttributeValue> item) => new(
        thanatologistId,
        item.Where(attribute => attribute.Value.N is not null)
            .ToDictionary(attribute => attribute.Key, attribute => decimal.Parse(attribute.Value.N, CultureInfo.InvariantCulture)));

    private static IEnumerable<PatientsRow> Sets(string? thanatologistId, Dictionary<string, AttributeValue> item) => item
        .Where(attribute => attribute.Key != "entry")
        .Select(attribute => new PatientsRow(thanatologistId, attribute.Key, [.. PatientIds.Read(attribute.Value)]));
}

/// <summary>The counters of one rollup.</summary>
/// <param name="ThanatologistId">Null in the clinic's rollups.</param>
internal sealed record CountsRow(string? ThanatologistId, IReadOnlyDictionary<string, decimal> Amounts);

/// <summary>The patients of one gender in one rollup.</summary>
internal sealed record PatientsRow(string? ThanatologistId, string Attribute, IReadOnlyList<Guid> Patients);

using System.Collections.Concurrent;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>
/// Reads rollups consistently: what has been written is counted. A period is one Query per year and one per month of which it has
/// only some days, all at once, however many sessions there are.
/// </summary>
public sealed class DynamoRollupStore(IAmazonDynamoDB dynamo, string table)
{
    private const int RememberedSpans = 64;
    private readonly ConcurrentDictionary<(RollupScope, PeriodSpan, string Attributes), (string Versions, object Rows)> remembered = new();

    /// <summary>The counters of these names, by rollup; a counter that is not there is left out.</summary>
    internal async Task<IReadOnlyList<CountsRow>> CountsAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> attributes) =>
        await OfSpansAsync<CountsRow>(scope, spans, attributes, item => [Counts(RollupKey.ReadEntry(item.Text("entry")).ThanatologistId, item)]);

    /// <summary>The patients of a thanatologist, or of each of them: the clinic's are all of these together.</summary>
    internal async Task<IReadOnlyList<PatientsRow>> PatientsAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans) =>
        await OfSpansAsync(scope, spans, RollupAttributes.AllPatients, item => Sets(RollupKey.ReadEntry(item.Text("entry")).ThanatologistId!, item));

    /// <summary>The open and closed records of a thanatologist, or of each of them, as they stand now.</summary>
    internal async Task<IReadOnlyList<CountsRow>> RecordsAsync(RollupScope scope)
    {
        var items = await QueryAsync(EntryKey(RollupKey.Records, scope), [RollupAttributes.Open, RollupAttributes.Closed]);
        return [.. items.Select(item => Counts(item.Text("entry"), item))];
    }

    /// <summary>How many records were opened with a thanatologist, or with any of them.</summary>
    internal async Task<int> OpenedAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans)
    {
        var years = await Task.WhenAll(spans.GroupBy(span => span.Year, span => span.Opened).Select(year =>
            QueryAsync(EntryKey(RollupKey.Opened(year.Key), scope), [.. year.SelectMany(names => names)])));
        return (int)years.SelectMany(items => items).Sum(item => Counts(null, item).Amounts.Values.Sum());
    }

    private async Task<IReadOnlyList<TRow>> OfSpansAsync<TRow>(
        RollupScope scope, IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> attributes, Func<Dictionary<string, AttributeValue>, IEnumerable<TRow>> read)
    {
        async Task<IReadOnlyList<TRow>> ReadRowsAsync(PeriodSpan span) => [.. (await ReadAsync(scope, span, attributes)).SelectMany(read)];
        var rows = await Task.WhenAll(spans.Select(span => scope.OfThanatologists
            ? RememberedAsync(scope, span, string.Join(',', attributes), () => ReadRowsAsync(span))
            : ReadRowsAsync(span)));
        return [.. rows.SelectMany(found => found)];
    }

    /// <summary>
    /// The thanatologists' rollups hold sets, which grow with the patients. What was read of them is remembered as long as the versions
    /// of the clinic's own rollups of the span are the same, as every write to one of the sets raises these too.
    /// </summary>
    private async Task<IReadOnlyList<TRow>> RememberedAsync<TRow>(RollupScope scope, PeriodSpan span, string attributes, Func<Task<IReadOnlyList<TRow>>> read)
    {
        var clinic = await ReadAsync(RollupScope.Clinic, span, [RollupAttributes.Writes]);
        var versions = string.Join(' ', clinic.Select(item => $"{item.Text("entry")}:{item.LongOrNull(RollupAttributes.Writes)}"));
        if (remembered.TryGetValue((scope, span, attributes), out var known) && known.Versions == versions)
            return (IReadOnlyList<TRow>)known.Rows;
        var rows = await read();
        if (remembered.Count >= RememberedSpans)
            remembered.Clear();
        remembered[(scope, span, attributes)] = (versions, rows);
        return rows;
    }

    private async Task<IEnumerable<Dictionary<string, AttributeValue>>> ReadAsync(RollupScope scope, PeriodSpan span, IReadOnlyList<string> attributes)
    {
        var key = new Expression("#period = :period" + (scope.IsEach ? "" : " AND #entry BETWEEN :first AND :last"))
            .With(":period", RollupKey.Partition(scope.OfThanatologists, span.Name));
        if (!scope.IsEach)
            key.With(":first", RollupKey.EntryOf(scope.ThanatologistId, span.First)).With(":last", RollupKey.EntryOf(scope.ThanatologistId, span.Last));
        var items = await QueryAsync(key, attributes);
        return items.Where(item => RollupKey.ReadEntry(item.Text("entry")).Unit is var unit && unit >= span.First && unit <= span.Last);
    }

    /// <summary>One entry per thanatologist: one of them, or all.</summary>
    private static Expression EntryKey(string period, RollupScope scope)
    {
        var key = new Expression("#period = :period" + (scope.IsEach ? "" : " AND #entry = :entry")).With(":period", period);
        return scope.IsEach ? key : key.With(":entry", scope.ThanatologistId!);
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

    private static IEnumerable<PatientsRow> Sets(string thanatologistId, Dictionary<string, AttributeValue> item) => item
        .Where(attribute => attribute.Key != "entry")
        .Select(attribute => new PatientsRow(thanatologistId, attribute.Key, [.. PatientIds.Read(attribute.Value)]));
}

/// <summary>The counters of one rollup.</summary>
/// <param name="ThanatologistId">Null in the clinic's rollups.</param>
internal sealed record CountsRow(string? ThanatologistId, IReadOnlyDictionary<string, decimal> Amounts);

/// <summary>The patients of one gender in one rollup.</summary>
internal sealed record PatientsRow(string ThanatologistId, string Attribute, IReadOnlyList<Guid> Patients);

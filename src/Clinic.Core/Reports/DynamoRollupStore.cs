using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>
/// Reads rollups, consistently: what has been written is counted. A report begins with small items that tell what was written since
/// this process last read it (<see cref="RollupState"/>), and reads that alone. A period is the months of each of its years, and the
/// days of each month that it has only some days of, or of all of them, however many sessions there are.
/// </summary>
public sealed class DynamoRollupStore(IAmazonDynamoDB dynamo, string table)
{
    // A counter, and a row of patients without them, take the memory of about so many patients.
    private const int SizeOfCounter = 8, SizeOfRow = 10;

    /// <summary>
    /// So many queries of the process are under way: the days of ten years are a thousand of them, which would take all sockets that a
    /// function may open, and the pages of all at once its memory.
    /// </summary>
    private const int MostQueries = 32;

    private static readonly SemaphoreSlim queries = new(MostQueries);

    private readonly RollupMemory<CountsRow> counts = new(row => SizeOfCounter * row.Amounts.Count);
    private readonly RollupMemory<PatientsRow> patients = new(row => SizeOfRow + row.Sets.Sum(set => set.Value.Length));

    /// <summary>What a report begins with.</summary>
    /// <param name="counters">The counters of the clinic that the report is about.</param>
    internal async Task<RollupState> BeginAsync(IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> counters)
    {
        var reading = Task.WhenAll(spans.Select(span => ReadClinicAsync(span, counters)));
        var records = await dynamo.ReadPartitionAsync(table, new Expression("#period = :period").With(":period", RollupKey.Records));
        return new RollupState(
            [.. records.Select(item => Counts(item.Text("entry"), default, item))],
            [.. records.SelectMany(Written)],
            await reading);
    }

    /// <summary>The counters of these names, by rollup; a counter that is not there is left out.</summary>
    internal async Task<IReadOnlyList<CountsRow>> CountsAsync(RollupState state, RollupScope scope, IReadOnlyList<string> attributes)
    {
        var rows = await Task.WhenAll(state.Clinic.Select(clinic => scope.OfThanatologists
            ? OfThanatologistsAsync(counts, state, clinic, scope, attributes, Counts)
            : OfClinicAsync(state, clinic, attributes)));
        return [.. rows.SelectMany(found => found)];
    }

    /// <summary>The patients of a thanatologist, or of each of them: the clinic's are all of these together.</summary>
    internal async Task<IReadOnlyList<PatientsRow>> PatientsAsync(RollupState state, RollupScope scope)
    {
        var rows = await Task.WhenAll(state.Clinic.Select(clinic => OfThanatologistsAsync(patients, state, clinic, scope, RollupAttributes.AllPatients, Sets)));
        return [.. rows.SelectMany(found => found)];
    }

    /// <summary>How many records were opened with a thanatologist, or with any of them.</summary>
    internal async Task<int> OpenedAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans)
    {
        var range = scope.ThanatologistId is { } id ? new EntryRange(id, id) : EntryRange.All;
        var years = await Task.WhenAll(spans.GroupBy(span => span.Year, span => span.Opened).Select(year =>
            ReadAsync(RollupKey.Opened(year.Key), range, [.. year.SelectMany(names => names)], item => Counts(null, default, item))));
        return (int)years.SelectMany(rows => rows.Values).Sum(row => row.Amounts.Values.Sum());
    }

    /// <summary>
    /// The counters of appointments of some dimensions, by thanatologist and by month or day. They are read anew for every report: eight
    /// Queries for each year and month, and one where it is about one thanatologist.
    /// </summary>
    internal async Task<IReadOnlyList<CountsRow>> AppointmentsAsync(RollupScope scope, IReadOnlyList<PeriodSpan> spans, IReadOnlyList<string> dimensions)
    {
        IEnumerable<int> shards = scope.ThanatologistId is { } id ? [RollupKey.ShardOf(id)] : Enumerable.Range(0, RollupKey.Shards);
        var found = await Task.WhenAll(
            from span in spans
            from shard in shards
            select ReadAsync(RollupKey.OfAppointments(span.Name, shard), span.RangeOf(null), null, item => Read(span, item, (_, day, counters) => AppointmentCounters.Read(counters, day, dimensions).ToList())));
        return [.. found.SelectMany(rows => rows.Values).SelectMany(rows => rows).Where(row => scope.ThanatologistId is null || row.ThanatologistId == scope.ThanatologistId)];
    }

    /// <summary>
    /// The clinic's rollups: those without a shard, and all shards. A repair moves what the one has to the others, so if shards were read
    /// after it, it must still be as it was: then nothing is missed, and nothing counted twice.
    /// </summary>
    private async Task<IReadOnlyList<CountsRow>> OfClinicAsync(RollupState state, ClinicSpan clinic, IReadOnlyList<string> attributes)
    {
        while (true)
        {
            var shards = await Task.WhenAll(Enumerable.Range(0, RollupKey.Shards).Select(shard => OfShardAsync(state, clinic, attributes, shard)));
            var later = clinic.IsEmpty || !shards.Any(shard => shard.WasRead) ? clinic : await ReadClinicAsync(clinic.Span, attributes);
            if (later.Versions == clinic.Versions)
                return [.. clinic.Rows, .. shards.SelectMany(shard => shard.Rows)];
            clinic = later;
        }
    }

    private Task<(IEnumerable<CountsRow> Rows, bool WasRead)> OfShardAsync(RollupState state, ClinicSpan clinic, IReadOnlyList<string> attributes, int shard)
    {
        var partition = RollupKey.ShardOf(RollupKey.Partition(false, clinic.Span.Name), shard);
        var written = state.Written.Where(written => RollupKey.ShardOf(written.ThanatologistId) == shard);
        return counts.RecallAsync(
            new RollupRead<CountsRow>(
                partition, clinic.Span, clinic.Span.RangeOf(null), attributes, stale => OfSpanAsync(partition, stale, clinic.Span, attributes, Counts)),
            new RollupVersions(clinic.Versions, Versions(clinic.Span, written, _ => null)));
    }

    private async Task<IReadOnlyList<TRow>> OfThanatologistsAsync<TRow>(
        RollupMemory<TRow> memory, RollupState state, ClinicSpan clinic, RollupScope scope, IReadOnlyList<string> attributes, Func<string?, DateOnly, Dictionary<string, AttributeValue>, TRow> read)
    {
        var partition = RollupKey.Partition(true, clinic.Span.Name);
        var range = scope.ThanatologistId is { } id ? clinic.Span.RangeOf(id) : EntryRange.All;
        var written = state.Written.Where(written => scope.IsEach || written.ThanatologistId == scope.ThanatologistId);
        var recalled = await memory.RecallAsync(
            new RollupRead<TRow>(partition, clinic.Span, range, attributes, stale => OfSpanAsync(partition, stale, clinic.Span, attributes, read)),
            new RollupVersions(clinic.Versions, Versions(clinic.Span, written, session => session.ThanatologistId)));
        return [.. recalled.Rows];
    }

    /// <summary>How often the entries of each range were written.</summary>
    private static Dictionary<EntryRange, long> Versions(PeriodSpan span, IEnumerable<WrittenSessions> written, Func<WrittenSessions, string?> of) => written
        .Where(sessions => span.Has(sessions.Month))
        .GroupBy(sessions => span.RangeOf(of(sessions), sessions.Month), sessions => sessions.Count)
        .ToDictionary(range => range.Key, range => range.Sum());

    /// <summary>The clinic's rollups without a shard. Whoever writes other rollups than a session's raises their versions.</summary>
    private async Task<ClinicSpan> ReadClinicAsync(PeriodSpan span, IReadOnlyList<string> counters)
    {
        var rows = await ReadAsync(RollupKey.Partition(false, span.Name), span.RangeOf(null), [RollupAttributes.Writes, .. counters], item => Read(span, item, Counts));
        return new ClinicSpan(span, string.Join(' ', rows.Select(row => $"{row.Key}:{row.Value.Amounts.GetValueOrDefault(RollupAttributes.Writes)}")), [.. rows.Values]);
    }

    private async Task<IReadOnlyDictionary<string, TRow>> OfSpanAsync<TRow>(
        string partition, EntryRange range, PeriodSpan span, IReadOnlyList<string> attributes, Func<string?, DateOnly, Dictionary<string, AttributeValue>, TRow> read)
    {
        var rows = await ReadAsync(partition, range, attributes, item => Read(span, item, read));
        return rows.Where(row => RollupKey.ReadEntry(row.Key).Unit is var unit && unit >= span.First && unit <= span.Last).ToDictionary();
    }

    private static TRow Read<TRow>(PeriodSpan span, Dictionary<string, AttributeValue> item, Func<string?, DateOnly, Dictionary<string, AttributeValue>, TRow> read)
    {
        var (thanatologistId, unit) = RollupKey.ReadEntry(item.Text("entry"));
        return read(thanatologistId, span.DayOf(unit), item);
    }

    /// <summary>One Query, by entry, in their order. Items are read as their pages come, as sets of patients take more memory than what is read of them.</summary>
    /// <param name="attributes">Null for all of them.</param>
    private async Task<Dictionary<string, TRow>> ReadAsync<TRow>(string partition, EntryRange range, IReadOnlyList<string>? attributes, Func<Dictionary<string, AttributeValue>, TRow> read)
    {
        var key = new Expression("#period = :period AND #entry BETWEEN :first AND :last").With(":period", partition).With(":first", range.First).With(":last", range.Last);
        var projection = attributes is null ? null : Projection(attributes);
        var request = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = key.Text,
            ProjectionExpression = projection?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, projection),
            ExpressionAttributeValues = key.Values,
        };
        await queries.WaitAsync();
        try
        {
            var rows = new Dictionary<string, TRow>();
            await foreach (var item in dynamo.ReadItemsAsync(request))
                rows[item.Text("entry")] = read(item);
            return rows;
        }
        finally
        {
            queries.Release();
        }
    }

    private static Expression Projection(IReadOnlyList<string> attributes)
    {
        var projection = new Expression("#entry, " + string.Join(", ", Enumerable.Range(0, attributes.Count).Select(i => $"#a{i}")));
        for (var i = 0; i < attributes.Count; i++)
            projection.Named($"#a{i}", attributes[i]);
        return projection;
    }

    private static CountsRow Counts(string? thanatologistId, DateOnly day, Dictionary<string, AttributeValue> item) => new(
        thanatologistId,
        day,
        item.Where(attribute => attribute.Value.N is not null)
            .ToDictionary(attribute => attribute.Key, attribute => decimal.Parse(attribute.Value.N, CultureInfo.InvariantCulture)));

    private static IEnumerable<WrittenSessions> Written(Dictionary<string, AttributeValue> item) =>
        from name in item.Keys
        where RollupAttributes.IsWritten(name)
        let session = RollupAttributes.ReadWritten(name)
        select new WrittenSessions(session.ThanatologistId, session.Month, item.LongOrNull(name)!.Value);

    private static PatientsRow Sets(string? thanatologistId, DateOnly day, Dictionary<string, AttributeValue> item) => new(
        thanatologistId!,
        day,
        [
            .. from attribute in RollupAttributes.AllPatients
               where item.TryGetValue(attribute, out var set) && set.BS is { Count: > 0 }
               select KeyValuePair.Create(attribute, PatientIds.Read(item[attribute]).ToArray()),
        ]);
}

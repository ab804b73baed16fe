using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Catalogue;
using Clinic.Core.Reports;
using Clinic.Rollups;

namespace Clinic.Benchmarks;

/// <summary>Made-up sessions of the last year, as the rollups that they leave, in their table: 100,000 of them in seconds.</summary>
internal static class ManySessions
{
    private const int Thanatologists = 10;
    private const int SessionsPerPatient = 50;
    private const int LargestBatch = 25;

    public static async Task WriteAsync(IAmazonDynamoDB dynamo, string table, int sessions, IReadOnlyList<string> thanatologists, DateOnly today)
    {
        var random = new Random(sessions);
        var patients = Enumerable.Range(0, Math.Max(Thanatologists, sessions / SessionsPerPatient)).Select(_ => NewId()).ToList();
        var rollups = new Dictionary<RollupKey, RollupContents>();
        for (var i = 0; i < sessions; i++)
        {
            var session = Session(random, patients, thanatologists, today);
            foreach (var change in RollupChange.OfSession(session).Append(RollupChange.OfWritten(session.ThanatologistId, session.ThanatologistId, session.Date)))
            {
                if (!rollups.TryGetValue(change.Key, out var contents))
                    rollups[change.Key] = contents = new RollupContents();
                contents.Add(change);
            }
        }
        foreach (var batch in rollups.Chunk(LargestBatch))
            await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. batch.Select(Write)] } });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sessions} sessions of {patients.Count} patients: {rollups.Count} rollups"));
    }

    public static async Task DeleteAsync(IAmazonDynamoDB dynamo, string table)
    {
        var items = (await dynamo.ScanAsync(new ScanRequest(table) { ProjectionExpression = "#p, #e", ExpressionAttributeNames = new() { ["#p"] = "period", ["#e"] = "entry" } })).Items;
        while (items is { Count: > 0 })
        {
            foreach (var batch in items.Chunk(LargestBatch))
                await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. batch.Select(key => new WriteRequest(new DeleteRequest(key)))] } });
            items = (await dynamo.ScanAsync(new ScanRequest(table) { ProjectionExpression = "#p, #e", ExpressionAttributeNames = new() { ["#p"] = "period", ["#e"] = "entry" } })).Items;
        }
    }

    /// <summary>Most patients are always their own thanatologist's, and each has one gender.</summary>
    private static SessionFacts Session(Random random, List<string> patients, IReadOnlyList<string> thanatologists, DateOnly today)
    {
        var patient = random.Next(patients.Count);
        var thanatologist = random.Next(40) == 0 ? random.Next(thanatologists.Count) : patient % thanatologists.Count;
        var service = ClinicCatalogue.Services[random.Next(ClinicCatalogue.Services.Count)];
        return new SessionFacts(
            patients[patient], thanatologists[thanatologist], today.AddDays(-random.Next(364)), service.Name, Any(random, service.Interventions.Values),
            Any(random, ClinicCatalogue.Motives.Values), Any(random, ClinicCatalogue.Tools.Values), random.Next(0, 30_000) / 100m, ClinicCatalogue.Genders.Values[patient % ClinicCatalogue.Genders.Values.Count]);
    }

    private static WriteRequest Write(KeyValuePair<RollupKey, RollupContents> rollup) =>
        new(new PutRequest(rollup.Value.AddTo(rollup.Key.Item().Number(RollupAttributes.Writes, 1)).Attributes));

    private static T Any<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private static string NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
}

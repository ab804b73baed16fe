using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Sessions;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>
/// Bookings with a key, of thanatologists with few and with many appointments in the past: the cost must not grow with them. In turns with
/// bare transactions of as many writes. And a hundred bookings of one hour at once, of which one gets it.
/// </summary>
internal static class Bookings
{
    private const int WarmUp = 50;
    private const int Rounds = 200;
    private const int AtOnce = 100;
    private static readonly int[] Past = [0, 1_000, 20_000];
    private static readonly ClinicCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), TimeProvider.System);

    /// <summary>Further ahead than any appointment of the other measurements.</summary>
    private static readonly DateTimeOffset First = new(TimeProvider.System.GetUtcNow().Date.AddYears(1), TimeSpan.Zero);

    public static async Task MeasureAsync(LocalHost host, IReadOnlyList<(string Id, HttpClient Client)> thanatologists)
    {
        using var dynamo = host.CreateDynamoDbClient();
        string Table(string logicalId) => host.Template.Tables.Single(table => table.LogicalId == logicalId).Name;
        foreach (var (id, _) in thanatologists)
            await dynamo.DeleteItemAsync(Table("AgendaTable"), AgendaItems.Key(id).Attributes);
        var histories = new List<(HttpClient Client, string PatientId, Samples Samples)>();
        foreach (var (past, (id, client)) in Past.Zip(thanatologists))
        {
            var patientId = await TenThanatologists.PatientAsync(client);
            await WritePastAsync(dynamo, Table("AppointmentsTable"), id, patientId, past);
            histories.Add((client, patientId, new Samples()));
        }
        var bare = new Samples();
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var start = First.AddHours(2 * (round + WarmUp));
            var transaction = Bare(Table, thanatologists[0].Id, histories[0].PatientId, start);
            await (round < 0 ? new Samples() : bare).AddAsync(() => dynamo.TransactWriteItemsAsync(transaction));
            foreach (var (client, patientId, samples) in histories)
                await (round < 0 ? new Samples() : samples).AddAsync(async () => Expect(HttpStatusCode.Created, await BookAsync(client, patientId, start)));
        }
        Console.WriteLine($"bare TransactWriteItems of {Bare(Table, "", "", First).TransactItems.Count} writes, in turns with bookings: {bare}");
        foreach (var (past, history) in Past.Zip(histories))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a booking with {past} appointments in the past: {history.Samples}; {history.Samples.Percentile(50) - bare.Percentile(50):0.00} ms more"));
        await MeasureAtOnceAsync(thanatologists[Past.Length].Client);
    }

    private static async Task MeasureAtOnceAsync(HttpClient client)
    {
        var patients = new List<string>();
        for (var i = 0; i < AtOnce; i++)
            patients.Add(await TenThanatologists.PatientAsync(client));
        var started = Stopwatch.GetTimestamp();
        var statuses = await Task.WhenAll(patients.Select(patientId => BookAsync(client, patientId, First)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var told = string.Join(", ", statuses.CountBy(status => (int)status).OrderBy(count => count.Key).Select(count => $"{count.Value} times {count.Key}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{AtOnce} bookings of one hour at once: {elapsed.TotalSeconds:0.00} s, {told}"));
    }

    private static async Task<HttpStatusCode> BookAsync(HttpClient client, string patientId, DateTimeOffset start)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/appointments")
        {
            Content = BenchmarkClient.Json(new JsonObject { ["patientId"] = patientId, ["start"] = start.ToString("O", CultureInfo.InvariantCulture), ["override"] = true }),
        };
        request.Headers.Add("Idempotency-Key", Id());
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static void Expect(HttpStatusCode expected, HttpStatusCode actual)
    {
        if (actual != expected)
            throw new InvalidOperationException($"A booking was answered {(int)actual}.");
    }

    private static async Task WritePastAsync(IAmazonDynamoDB dynamo, string table, string thanatologistId, string patientId, int count)
    {
        var puts = Enumerable.Range(1, count).Select(i => Put(thanatologistId, patientId, First.AddYears(-1).AddHours(-2 * i)));
        await Parallel.ForEachAsync(puts.Chunk(25), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (chunk, _) =>
            await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. chunk.Select(item => new WriteRequest(new PutRequest(item)))] } }, CancellationToken.None));
    }

    private static Dictionary<string, AttributeValue> Put(string thanatologistId, string patientId, DateTimeOffset start) => AppointmentItems.Write(
        new Appointment(Id(), patientId, thanatologistId, start, 60, AppointmentMode.InPerson, "Consultorio 2", null, AppointmentStatus.Booked, 1, start, start), Calendar).Attributes;

    /// <summary>What a booking writes, to the same tables: two conditions on accounts, two agendas, the appointment, two rollups, the audit entry and the stored response.</summary>
    private static TransactWriteItemsRequest Bare(Func<string, string> table, string thanatologistId, string patientId, DateTimeOffset start)
    {
        var busy = Enumerable.Range(0, WarmUp + Rounds).Select(i => new BusyTime(Id(), start.AddHours(2 * i), 60)).ToList();
        return new TransactWriteItemsRequest
        {
            TransactItems =
            [
                Check(thanatologistId),
                Check(patientId),
                Write("AgendaTable", AgendaItems.Write(new PersonAgenda("bare-1", 1, busy, Availability.None), start).Attributes),
                Write("AgendaTable", AgendaItems.Write(new PersonAgenda("bare-2", 1, busy, Availability.None), start).Attributes),
                Write("AppointmentsTable", Put("bare", "bare", start)),
                Count("bare-day"),
                Count("bare-month"),
                Write("AuditTable", new() { ["subject"] = new("bare"), ["at"] = new(Id()), ["action"] = new("appointment.booked") }),
                Write("IdempotencyTable", new() { ["pk"] = new(Id()), ["sealed"] = new() { B = new MemoryStream(new byte[600]) } }),
            ],
        };

        TransactWriteItem Check(string id) => new()
        {
            ConditionCheck = new() { TableName = table("UsersTable"), Key = new() { ["id"] = new(id) }, ConditionExpression = "attribute_exists(id)" },
        };

        TransactWriteItem Write(string logicalId, Dictionary<string, AttributeValue> item) => new() { Put = new() { TableName = table(logicalId), Item = item } };

        TransactWriteItem Count(string entry) => new()
        {
            Update = new()
            {
                TableName = table("ReportsTable"),
                Key = new() { ["period"] = new("bare"), ["entry"] = new(entry) },
                UpdateExpression = "ADD bookings :one",
                ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
            },
        };
    }

    private static string Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
}

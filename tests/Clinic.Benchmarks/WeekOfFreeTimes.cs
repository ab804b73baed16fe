using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>The free times of ten thanatologists in a week, with a week's appointments and with a thousand each, in turns with a bare BatchGetItem of their agendas.</summary>
internal static class WeekOfFreeTimes
{
    /// <summary>The functions that this needs.</summary>
    public static IReadOnlyCollection<string> Projects { get; } = ["Clinic.Appointments", "Clinic.Auth", "Clinic.Users", "Clinic.IdentityTriggers"];

    private const int Few = 20;
    private const int Many = 1_000;
    private const int WarmUp = 100;
    private const int Reads = 300;

    public static async Task MeasureAsync(LocalHost host, HttpClient client, IReadOnlyList<(string Id, HttpClient Client)> thanatologists)
    {
        using var dynamo = host.CreateDynamoDbClient();
        var table = host.Template.Tables.Single(table => table.LogicalId == "AgendaTable").Name;
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var path = string.Create(CultureInfo.InvariantCulture, $"/availability/free?from={today.AddDays(1):yyyy-MM-dd}&to={today.AddDays(7):yyyy-MM-dd}&limit=100");
        foreach (var appointments in (int[])[Few, Many])
        {
            foreach (var (id, _) in thanatologists)
                await dynamo.PutItemAsync(table, AgendaItems.Write(Agenda(id, appointments), TimeProvider.System.GetUtcNow()).Attributes);
            var agendas = new KeysAndAttributes { Keys = [.. thanatologists.Select(one => AgendaItems.Key(one.Id).Attributes)], ConsistentRead = true };
            var bare = new BatchGetItemRequest { RequestItems = new() { [table] = agendas } };
            var page = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)))!;
            if (page["items"]!.AsArray().Count < 100)
                throw new InvalidOperationException($"{path} has {page["items"]!.AsArray().Count} items.");
            var (reads, requests) = (new Samples(), new Samples());
            for (var i = 0; i < WarmUp + Reads; i++)
            {
                if (i == WarmUp)
                    (reads, requests) = (new Samples(), new Samples());
                await reads.AddAsync(() => dynamo.BatchGetItemAsync(bare));
                await requests.AddAsync(() => client.GetAsync(path, CancellationToken.None));
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"a week's free times of {thanatologists.Count} thanatologists with {appointments} appointments each: {requests}; bare BatchGetItem {reads}: {requests.Percentile(50) - reads.Percentile(50):0.00} ms more"));
        }
    }

    /// <summary>Hours from Monday to Friday, and appointments on the days after tomorrow, one after the other.</summary>
    private static PersonAgenda Agenda(string id, int appointments)
    {
        var rules = Enumerable.Range(1, 5).Select(weekday => new AvailabilityRule(weekday, "09:00", "20:00", Place: "Consultorio 2"));
        var start = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date.AddDays(2), TimeSpan.Zero);
        var busy = Enumerable.Range(0, appointments).Select(i => new BusyTime(Guid.CreateVersion7(start).ToString(), start.AddHours(2 * i), 60));
        return new PersonAgenda(id, 1, [.. busy], Availability.None with { Rules = [.. rules], Version = 1 });
    }
}

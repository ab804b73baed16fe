using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>
/// The year's reports over 1,000 and over 100,000 sessions of ten thanatologists: the cost must not grow with the sessions. And the
/// first reports after a session, with 2,000 and with 20,000 patients.
/// </summary>
internal static class YearReports
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private const int Most = 1_000_000;
    private const int WarmUp = 150;
    private const int Reads = 300;
    private const int ReadsAfterSessions = 40;

    private static readonly string[] Paths =
    [
        "/reports/sessions?groupBy=motive&timespan=year", "/reports/patients?groupBy=gender&timespan=year", "/reports/summary?timespan=year",
        "/reports/thanatologists?timespan=year",
    ];

    public static async Task MeasureAsync(LocalHost host, HttpClient client, IReadOnlyList<(string Id, HttpClient Client)> thanatologists)
    {
        using var dynamo = host.CreateDynamoDbClient();
        var table = host.Template.Tables.Single(table => table.LogicalId == "ReportsTable").Name;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City")).DateTime);
        var samples = new Dictionary<(string Path, int Sessions), Samples>();
        foreach (var sessions in (int[])[Few, Many])
        {
            await WriteAsync(dynamo, table, sessions, thanatologists, today);
            foreach (var path in Paths)
                samples[(path, sessions)] = await ReadAsync(client, path, sessions);
        }
        foreach (var path in Paths)
        {
            var (few, many) = (samples[(path, Few)], samples[(path, Many)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: over {Few} sessions {few}; over {Many} {many}; ratio {many.Percentile(50) / few.Percentile(50):0.00}"));
        }
        var (_, thanatologist) = thanatologists[0];
        var patient = await TenThanatologists.PatientAsync(thanatologist);
        foreach (var sessions in (int[])[Many, Most])
        {
            await WriteAsync(dynamo, table, sessions, thanatologists, today);
            foreach (var path in Paths)
                Console.WriteLine($"{path}, over {sessions} sessions: {await ReadAfterSessionsAsync(client, path, () => thanatologist.PostAsync("/sessions", TenThanatologists.Session(patient, today)))}");
        }
    }

    private static async Task WriteAsync(IAmazonDynamoDB dynamo, string table, int sessions, IReadOnlyList<(string Id, HttpClient Client)> thanatologists, DateOnly today)
    {
        await ManySessions.DeleteAsync(dynamo, table);
        await ManySessions.WriteAsync(dynamo, table, sessions, [.. thanatologists.Select(one => one.Id)], today);
    }

    private static async Task<Samples> ReadAsync(HttpClient client, string path, int sessions)
    {
        var report = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)))!;
        if (path.StartsWith("/reports/sessions", StringComparison.Ordinal) && report["total"]!.GetValue<int>() != sessions)
            throw new InvalidOperationException($"{path} says {report["total"]} and not {sessions}.");
        var samples = new Samples();
        for (var i = 0; i < WarmUp + Reads; i++)
        {
            if (i == WarmUp)
                samples = new Samples();
            await samples.AddAsync(() => client.GetAsync(path, CancellationToken.None));
        }
        return samples;
    }

    /// <summary>The time of the first report, with everything to be read, and of the first one after each of some sessions.</summary>
    private static async Task<string> ReadAfterSessionsAsync(HttpClient client, string path, Func<Task> writeSession)
    {
        var (first, later) = (new Samples(), new Samples());
        await first.AddAsync(() => client.GetAsync(path, CancellationToken.None));
        for (var i = 0; i < ReadsAfterSessions; i++)
        {
            await writeSession();
            await later.AddAsync(() => client.GetAsync(path, CancellationToken.None));
        }
        return string.Create(CultureInfo.InvariantCulture, $"first {first.Highest:0.0} ms; first after a session {later}");
    }
}

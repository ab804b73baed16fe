using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>The year's reports over 1,000 and over 100,000 sessions of ten thanatologists: the cost must not grow with the sessions.</summary>
internal static class YearReports
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private const int WarmUp = 150;
    private const int Reads = 300;

    private static readonly string[] Paths =
    [
        "/reports/sessions?groupBy=motive&timespan=year", "/reports/patients?groupBy=gender&timespan=year", "/reports/summary?timespan=year",
        "/reports/thanatologists?timespan=year",
    ];

    public static async Task MeasureAsync(LocalHost host)
    {
        using var client = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
        using var dynamo = host.CreateDynamoDbClient();
        var table = host.Template.Tables.Single(table => table.LogicalId == "ReportsTable").Name;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City")).DateTime);
        var thanatologists = await ThanatologistsAsync(client);
        var samples = new Dictionary<(string Path, int Sessions), Samples>();
        foreach (var sessions in (int[])[Few, Many])
        {
            await ManySessions.DeleteAsync(dynamo, table);
            await ManySessions.WriteAsync(dynamo, table, sessions, thanatologists, today);
            foreach (var path in Paths)
                samples[(path, sessions)] = await ReadAsync(client, path, sessions);
        }
        foreach (var path in Paths)
        {
            var (few, many) = (samples[(path, Few)], samples[(path, Many)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: over {Few} sessions {few}; over {Many} {many}; ratio {many.Percentile(50) / few.Percentile(50):0.00}"));
        }
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

    private static async Task<IReadOnlyList<string>> ThanatologistsAsync(HttpClient admin)
    {
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var body = new JsonObject { ["role"] = "thanatologist", ["firstName"] = "Ximena", ["firstLastName"] = "Quiroga", ["email"] = $"ximena{i}@example.org", ["password"] = "tinta-verde-y-lluvia" };
            using var answer = await admin.PostAsync(new Uri("/users", UriKind.Relative), BenchmarkClient.Json(body));
            answer.EnsureSuccessStatusCode();
            ids.Add(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.GetValue<string>());
        }
        return ids;
    }
}

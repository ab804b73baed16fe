using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Benchmarks;

/// <summary>100 session POSTs at once for one patient: all succeed, with the numbers 1 to 100.</summary>
internal static class ConcurrentSessions
{
    private const int Sessions = 100;

    public static async Task MeasureAsync(HttpClient client)
    {
        var patient = await PostAsync(client, "/users", new JsonObject { ["role"] = "patient", ["firstName"] = "Ñusta", ["firstLastName"] = "O'Farrill" });
        var id = patient["id"]!.GetValue<string>();
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => PostAsync(client, "/sessions", Session(id))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var numbers = answers.Select(answer => answer["number"]!.GetValue<int>()).Order();
        var contiguous = numbers.SequenceEqual(Enumerable.Range(1, Sessions));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Sessions} concurrent POST /sessions for one patient: {elapsed.TotalSeconds:0.00} s, numbers {(contiguous ? "1..100" : "NOT CONTIGUOUS")}"));
    }

    private static JsonObject Session(string userId) => new()
    {
        ["userId"] = userId,
        ["date"] = "2026-01-15",
        ["serviceType"] = "Servicios Acompañamiento",
        ["interventionType"] = "Tanatología",
        ["tool"] = "Diálogo",
        ["motive"] = "Duelo",
        ["evaluation"] = "Se trabaja la pérdida; buena disposición.",
        ["recoveryFee"] = 150.5,
    };

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), BenchmarkClient.Json(body));
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}

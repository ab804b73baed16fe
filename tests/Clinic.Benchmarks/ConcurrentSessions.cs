using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Benchmarks;

/// <summary>
/// 100 session POSTs at once for one patient: all succeed, with the numbers 1 to 100. And 100 at once for a hundred patients of ten
/// thanatologists, against 100 one after the other.
/// </summary>
internal static class ConcurrentSessions
{
    private const int Sessions = 100;
    private const int Rounds = 5;
    private static readonly DateOnly Day = new(2026, 1, 15);

    public static async Task MeasureAsync(HttpClient client)
    {
        var id = await TenThanatologists.PatientAsync(client);
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => client.PostAsync("/sessions", TenThanatologists.Session(id, Day))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var numbers = answers.Select(answer => answer["number"]!.GetValue<int>()).Order();
        var contiguous = numbers.SequenceEqual(Enumerable.Range(1, Sessions));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Sessions} concurrent POST /sessions for one patient: {elapsed.TotalSeconds:0.00} s, numbers {(contiguous ? "1..100" : "NOT CONTIGUOUS")}"));
    }

    public static async Task MeasureAsync(IReadOnlyList<(string Id, HttpClient Client)> thanatologists)
    {
        var patients = new List<(HttpClient Client, string Id)>();
        for (var i = 0; i < Sessions; i++)
            patients.Add((thanatologists[i % thanatologists.Count].Client, await TenThanatologists.PatientAsync(thanatologists[i % thanatologists.Count].Client)));
        var (sequential, concurrent) = (new Samples(), new Samples());
        for (var round = 0; round <= Rounds; round++)
        {
            if (round == 1) // the first one starts processes
                (sequential, concurrent) = (new Samples(), new Samples());
            await concurrent.AddAsync(() => Task.WhenAll(patients.Select(patient => PostAsync(patient.Client, patient.Id))));
            await sequential.AddAsync(async () =>
            {
                foreach (var patient in patients)
                    await PostAsync(patient.Client, patient.Id);
            });
        }
        Console.WriteLine($"{Sessions} POST /sessions of {Sessions} patients of {thanatologists.Count} thanatologists, one after the other: {sequential}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same at once, in turns with them: {concurrent}; ratio {concurrent.Percentile(50) / sequential.Percentile(50):0.00}"));
    }

    private static Task<JsonNode> PostAsync(HttpClient client, string patientId) => client.PostAsync("/sessions", TenThanatologists.Session(patientId, Day));
}

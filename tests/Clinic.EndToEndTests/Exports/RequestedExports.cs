using System.Text;
using System.Text.Json.Nodes;

namespace Clinic.EndToEndTests.Exports;

/// <summary>Patients to be exported, waiting for exports, and reading their files.</summary>
internal static class RequestedExports
{
    /// <summary>A patient of a class of their own birth year, with one session.</summary>
    public static async Task AddExportedPatientAsync(this ApiClient thanatologist, string evaluation, int number)
    {
        var patient = (await thanatologist.PostAsync("/users", new JsonObject
        {
            ["role"] = "patient",
            ["firstName"] = "Xiuhtlaltzin",
            ["firstLastName"] = "Ñonthé",
            ["gender"] = "Mujer",
            ["birthDate"] = "1985-03-0" + (number % 9 + 1),
            ["cellphone"] = "5511223344",
            ["address"] = new JsonObject { ["street"] = "Nezahualpilli", ["number"] = "12", ["neighborhood"] = "Zacahuitzco", ["zipCode"] = "09577" },
        })).Is(201);
        (await thanatologist.PostAsync("/sessions", Bodies.Session(patient.Id).With("evaluation", evaluation))).Is(201);
    }

    /// <summary>The files of an export of one part.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "alerts-0001.csv", "alerts-0001.jsonl", "assessments-0001.csv", "assessments-0001.jsonl", "losses-0001.csv", "losses-0001.jsonl",
        "manifest.json", "patients-0001.csv", "patients-0001.jsonl", "sessions-0001.csv", "sessions-0001.jsonl",
    ];

    /// <summary>The body that asks for masked texts.</summary>
    public static JsonObject Masked => new() { ["freeText"] = "masked" };

    /// <summary>The export once it has succeeded or failed.</summary>
    public static async Task<JsonObject> EndOfExportAsync(this ApiClient admin, string id, Func<Task<string>>? readLogs = null)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var export = (await admin.GetAsync($"/exports/{id}")).Is(200).Json;
            if ((string)export["state"]! is "succeeded" or "failed")
                return export;
            await Task.Delay(200);
        }
        throw new TimeoutException($"The export did not end:\n{(readLogs is null ? "" : await readLogs())}");
    }

    /// <summary>The texts behind an export's links, by name.</summary>
    public static async Task<Dictionary<string, string>> FilesAsync(this JsonObject export)
    {
        using var http = new HttpClient();
        var files = new Dictionary<string, string>();
        foreach (var file in export["files"]!.AsArray())
            files[(string)file!["name"]!] = Encoding.UTF8.GetString(await http.GetByteArrayAsync(new Uri((string)file["url"]!)));
        return files;
    }

    public static List<JsonNode> Rows(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}

using System.Text.Json.Nodes;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>Ten thanatologists, each signed in.</summary>
internal static class TenThanatologists
{
    private const string Password = "tinta-verde-y-lluvia";

    public static async Task<IReadOnlyList<(string Id, HttpClient Client)>> CreateAsync(LocalHost host, HttpClient admin)
    {
        var all = new List<(string, HttpClient)>();
        for (var i = 0; i < 10; i++)
        {
            var email = $"ximena{i}@example.org";
            var body = new JsonObject { ["role"] = "thanatologist", ["firstName"] = "Ximena", ["firstLastName"] = "Quiroga", ["email"] = email, ["password"] = Password };
            var id = (await admin.PostAsync("/users", body))["id"]!.GetValue<string>();
            all.Add((id, await BenchmarkClient.SignInAsync(host, email, Password)));
        }
        return all;
    }

    /// <summary>A new patient of whoever is signed in.</summary>
    public static async Task<string> PatientAsync(HttpClient thanatologist) =>
        (await thanatologist.PostAsync("/users", new JsonObject { ["role"] = "patient", ["firstName"] = "Ñusta", ["firstLastName"] = "O'Farrill" }))["id"]!.GetValue<string>();

    public static JsonObject Session(string patientId, DateOnly date) => new()
    {
        ["userId"] = patientId,
        ["date"] = date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["serviceType"] = "Servicios Acompañamiento",
        ["interventionType"] = "Tanatología",
        ["tool"] = "Diálogo",
        ["motive"] = "Duelo",
        ["evaluation"] = "Se trabaja la pérdida; buena disposición.",
        ["recoveryFee"] = 150.5,
    };
}

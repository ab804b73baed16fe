using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>
/// Whether an email is somebody's must not show: for 200 emails that are and 200 that are not, in turns, the answers of the public
/// routes are compared in status, headers and shape, and the medians of their times with each other.
/// </summary>
internal static class AccountEnumeration
{
    private const int Accounts = 200;

    private static readonly (string Path, Func<string, JsonObject> Body)[] Requests =
    [
        ("/auth/salt", email => new JsonObject { ["email"] = email }),
        ("/auth/login", email => new JsonObject { ["email"] = email, ["password"] = "not that one" }),
        ("/auth/authenticate", email => new JsonObject { ["email"] = email, ["password"] = "not that one" }),
        ("/auth/password/forgot", email => new JsonObject { ["email"] = email }),
        ("/auth/password/reset", email => new JsonObject { ["email"] = email, ["code"] = "not a code", ["newPassword"] = "otra-tinta-verde" }),
    ];

    public static async Task MeasureAsync(LocalHost host)
    {
        using var admin = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
        await Parallel.ForAsync(0, Accounts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, _) => await AddAsync(admin, Known(i)));
        using var nobody = new HttpClient { BaseAddress = host.BaseAddress };
        foreach (var (path, body) in Requests)
        {
            var (known, unknown, shapes) = (new Samples(), new Samples(), new HashSet<string>());
            for (var i = 0; i < Accounts; i++)
            {
                await known.AddAsync(async () => shapes.Add(await ShapeAsync(nobody, path, body(Known(i)))));
                await unknown.AddAsync(async () => shapes.Add(await ShapeAsync(nobody, path, body(Unknown(i)))));
            }
            if (shapes.Count != 1)
                throw new InvalidOperationException($"{path} answers differently:\n{string.Join('\n', shapes)}");
            var difference = 100 * Math.Abs(known.Percentile(50) - unknown.Percentile(50)) / known.Percentile(50);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {Accounts} known p50 {known.Percentile(50):0.00} ms, {Accounts} unknown p50 {unknown.Percentile(50):0.00} ms: {difference:0.0} % apart; one shape"));
        }
    }

    private static string Known(int number) => $"conocida{number:000}@example.org";

    private static string Unknown(int number) => $"extranna{number:000}@example.org";

    private static async Task AddAsync(HttpClient admin, string email)
    {
        var body = new JsonObject
        {
            ["role"] = "admin_support",
            ["firstName"] = "Ximena",
            ["firstLastName"] = "Quiroga",
            ["email"] = email,
            ["password"] = DemoAccounts.Password,
        };
        using var answer = await admin.PostAsync(new Uri("/users", UriKind.Relative), BenchmarkClient.Json(body));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Everything of an answer but what is new every time: the values of headers and the letters of texts.</summary>
    private static async Task<string> ShapeAsync(HttpClient nobody, string path, JsonObject body)
    {
        using var answer = await nobody.PostAsync(new Uri(path, UriKind.Relative), BenchmarkClient.Json(body));
        var text = await answer.Content.ReadAsStringAsync();
        var members = text.Length == 0 ? "" : string.Join(',', JsonNode.Parse(text)!.AsObject().Select(member => $"{member.Key}:{member.Value!.ToJsonString().Length}"));
        var headers = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode} {string.Join(',', headers)} {members}";
    }
}

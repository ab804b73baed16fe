using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>HTTP clients of the gateway, signed in with a demo account.</summary>
internal static class BenchmarkClient
{
    public static async Task<HttpClient> SignInAsync(LocalHost host, DemoAccount account)
    {
        var client = new HttpClient { BaseAddress = host.BaseAddress };
        var body = new JsonObject { ["email"] = account.Email, ["password"] = DemoAccounts.Password };
        using var answer = await client.PostAsync("/auth/login", Json(body));
        answer.EnsureSuccessStatusCode();
        var tokens = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens["accessToken"]!.GetValue<string>());
        return client;
    }

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));

    public static async Task GetAsync(this HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseContentRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>HTTP clients of the gateway, signed in.</summary>
internal static class BenchmarkClient
{
    public static Task<HttpClient> SignInAsync(LocalHost host, DemoAccount account) => SignInAsync(host, account.Email, DemoAccounts.Password);

    public static async Task<HttpClient> SignInAsync(LocalHost host, string email, string password)
    {
        var client = new HttpClient { BaseAddress = host.BaseAddress };
        var body = new JsonObject { ["email"] = email, ["password"] = password };
        using var answer = await client.PostAsync("/auth/login", Json(body));
        answer.EnsureSuccessStatusCode();
        var tokens = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens["accessToken"]!.GetValue<string>());
        return client;
    }

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));

    /// <summary>The view in the response, which must be one of success.</summary>
    public static async Task<JsonNode> PostAsync(this HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), Json(body));
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public static async Task GetAsync(this HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseContentRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}

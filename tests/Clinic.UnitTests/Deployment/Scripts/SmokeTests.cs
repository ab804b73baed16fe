using Clinic.Testing.Aws;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Clinic.UnitTests.Deployment.Scripts;

/// <summary>The smoke test against an API on loopback that answers as ours does, or as a broken one.</summary>
public sealed class SmokeTests : IDisposable
{
    private readonly ShellScript script = new();
    private readonly List<string> asked = [];

    public void Dispose() => script.Dispose();

    [Fact]
    public async Task A_working_API_passes_and_is_not_changed()
    {
        await using var api = await StartAsync();

        var (status, output, errors) = await script.RunAsync("smoke.sh", [api.Address.ToString(), "0"]);

        Assert.Equal((0, ""), (status, errors));
        Assert.Equal(8, output.Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
        Assert.Equal(["DELETE /users", "GET /messages", "GET /reports/summary", "GET /sessions/catalogue", "GET /users", "POST /auth/login", "POST /auth/salt"], asked.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST /auth/salt", 503, """{"status":503}""", "auth reads its tables and its secret: expected 200")]
    [InlineData("POST /auth/salt", 200, "{}", "auth reads its tables and its secret: expected 200 with '\"salt\":\"', got 200: {}")]
    [InlineData("POST /auth/login", 500, """{"status":500}""", "a wrong login is refused by the triggers: expected 401")]
    [InlineData("GET /messages", 200, """{"items":[]}""", "/messages wants a token: expected 401")]
    [InlineData("GET /reports/summary", 401, "Unauthorized", "/reports/summary wants a token: expected 401 with '\"status\":401', got 401: Unauthorized")]
    [InlineData("DELETE /users", 403, """{"message":"Missing Authentication Token"}""", "another method is refused by the function: expected 405")]
    public async Task A_broken_one_fails_and_says_what_is_wrong(string route, int status, string body, string said)
    {
        await using var api = await StartAsync((route, status, body));

        var (exit, output, _) = await script.RunAsync("smoke.sh", [api.Address.ToString(), "0"]);

        Assert.Equal(1, exit);
        Assert.Contains($"FAILED: {said}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_answers_fails()
    {
        string address;
        await using (var api = await StartAsync())
            address = api.Address.ToString();

        var (exit, output, _) = await script.RunAsync("smoke.sh", [address, "0"]);

        Assert.Equal(1, exit);
        Assert.Equal(8, output.Split('\n').Count(line => line.StartsWith("FAILED: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_new_address_is_waited_for()
    {
        var unknown = true;
        await using var api = await LoopbackServer.StartAsync(async http =>
        {
            if (unknown)
            {
                unknown = false;
                http.Response.StatusCode = 403;
                return;
            }
            await AnswerAsync(http, []);
        });

        Assert.Equal(0, (await script.RunAsync("smoke.sh", [api.Address.ToString(), "30"])).Status);
    }

    private Task<LoopbackServer> StartAsync(params (string Route, int Status, string Body)[] faults) => LoopbackServer.StartAsync(http => AnswerAsync(http, faults));

    private async Task AnswerAsync(HttpContext http, (string Route, int Status, string Body)[] faults)
    {
        var route = $"{http.Request.Method} {http.Request.Path}";
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        lock (asked)
            asked.Add(route);
        var (_, status, text) = faults.FirstOrDefault(fault => fault.Route == route) is { Route: not null } fault ? fault : route switch
        {
            "POST /auth/salt" when body == "{}" => (route, 400, """{"status":400,"errors":{"email":["is required"]}}"""),
            "POST /auth/salt" => (route, 200, """{"salt":"0123456789abcdef"}"""),
            "POST /auth/login" => (route, 401, """{"status":401,"code":"wrong-credentials"}"""),
            "DELETE /users" => (route, 405, """{"status":405,"code":"method-not-allowed"}"""),
            _ => (route, 401, """{"status":401,"code":"unauthorized"}"""),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(text);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Pages;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Pages;

public sealed class PagesTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("clinic-pages-");
    private readonly Mailbox mailbox = new();
    private readonly Phone phone = new();
    private readonly QueueService queues = new(["undelivered-dev", "other-dev"], null, new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)));
    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly WebApplication app;
    private bool starting;

    public PagesTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPages(_ => Task.FromResult(starting ? null : Overview()), mailbox, phone, queues, root.FullName, "America/Mexico_City");
    }

    public async Task InitializeAsync()
    {
        await app.StartAsync();
        client.BaseAddress = new Uri(app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        root.Delete(recursive: true);
    }

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/mailbox", "text/html")]
    [InlineData("/phone", "text/html")]
    [InlineData("/dashboard", "text/html")]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/swagger-ui-bundle.js", "text/javascript")]
    [InlineData("/docs/swagger-ui-standalone-preset.js", "text/javascript")]
    [InlineData("/docs/swagger-ui.css", "text/css")]
    [InlineData("/docs/index.js", "application/javascript")]
    [InlineData("/_local/assets/pages.css", "text/css")]
    [InlineData("/_local/assets/pages.js", "text/javascript")]
    [InlineData("/_local/assets/status.js", "text/javascript")]
    [InlineData("/_local/assets/mailbox.js", "text/javascript")]
    [InlineData("/_local/assets/phone.js", "text/javascript")]
    [InlineData("/_local/assets/dashboard.js", "text/javascript")]
    [InlineData("/_local/assets/dashboard-api.js", "text/javascript")]
    [InlineData("/_local/assets/dashboard-care.js", "text/javascript")]
    [InlineData("/_local/assets/docs.css", "text/css")]
    [InlineData("/_local/assets/icon.svg", "image/svg+xml")]
    [InlineData("/_local/mailbox", "application/json")]
    [InlineData("/_local/phone", "application/json")]
    [InlineData("/_local/queues", "application/json")]
    [InlineData("/_local/health", "application/json")]
    public async Task Everything_is_served_with_security_headers(string path, string type)
    {
        using var answer = await client.GetAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/mailbox")]
    [InlineData("/phone")]
    [InlineData("/dashboard")]
    [InlineData("/docs")]
    public async Task Pages_load_nothing_from_elsewhere_and_everything_they_load_is_there(string path)
    {
        var page = await client.GetStringAsync(path);

        var loaded = Regex.Matches(page, "<(?:script|link|img)[^>]* (?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(loaded);
        foreach (var address in loaded)
        {
            Assert.StartsWith("/", address, StringComparison.Ordinal);
            using var answer = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.DoesNotMatch("<script(?![^>]* src=)|<style| style=| on[a-z]+=", page);
    }

    [Fact]
    public async Task The_api_page_shows_the_projects_document()
    {
        Assert.Contains("\"/docs/openapi.json\"", await client.GetStringAsync("/docs/index.js"), StringComparison.Ordinal);
        using (var before = await client.GetAsync("/docs/openapi.json"))
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);

        root.CreateSubdirectory("docs");
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "docs", "openapi.json"), """{"openapi":"3.1.0"}""");

        Assert.Equal("""{"openapi":"3.1.0"}""", await client.GetStringAsync("/docs/openapi.json"));
    }

    [Fact]
    public async Task The_readme_is_shown_as_text()
    {
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "README.md"), "# Clínica <script>");

        using var answer = await client.GetAsync("/readme");

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("# Clínica <script>", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_mailbox_is_json_newest_first_and_can_be_narrowed()
    {
        var at = new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);
        mailbox.Add(new("1", "ana@clinic.test", null, null, "no-reply@clinic.test", "One", "Text", "", at));
        mailbox.Add(new("2", "luz@clinic.test", null, null, "no-reply@clinic.test", "Two", "", "<p>Html</p>", at.AddMinutes(1)));

        var all = JsonNode.Parse(await client.GetStringAsync("/_local/mailbox"));
        var some = JsonNode.Parse(await client.GetStringAsync("/_local/mailbox?to=ana%40clinic.test"));

        Assert.True(JsonNode.DeepEquals(all, JsonNode.Parse("""
            [{"id":"2","to":"luz@clinic.test","from":"no-reply@clinic.test","subject":"Two","text":"","html":"<p>Html</p>","at":"2026-11-22T10:01:00Z"},
             {"id":"1","to":"ana@clinic.test","from":"no-reply@clinic.test","subject":"One","text":"Text","html":"","at":"2026-11-22T10:00:00Z"}]
            """)), all?.ToJsonString());
        Assert.Equal("One", (string?)Assert.Single(some!.AsArray())!["subject"]);
    }

    [Fact]
    public async Task The_phone_is_json_newest_first_and_can_be_narrowed()
    {
        var at = new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);
        phone.Add(new("1", "+525512345678", "CLINICA", "Uno", at));
        phone.Add(new("2", "+525587654321", "CLINICA", "Mañana, Lucía", at.AddMinutes(1)));

        var all = JsonNode.Parse(await client.GetStringAsync("/_local/phone"));
        var some = JsonNode.Parse(await client.GetStringAsync("/_local/phone?to=%2B525512345678"));

        Assert.True(JsonNode.DeepEquals(all, JsonNode.Parse("""
            [{"id":"2","to":"+525587654321","from":"CLINICA","text":"Mañana, Lucía","at":"2026-11-22T10:01:00Z","segments":1,"isGsm7":false},
             {"id":"1","to":"+525512345678","from":"CLINICA","text":"Uno","at":"2026-11-22T10:00:00Z","segments":1,"isGsm7":true}]
            """)), all?.ToJsonString());
        Assert.Equal("Uno", (string?)Assert.Single(some!.AsArray())!["text"]);
    }

    [Fact]
    public async Task The_queues_are_json_newest_last()
    {
        queues.Send("undelivered-dev", """{"n":1}""");
        queues.Send("undelivered-dev", """{"n":2}""");

        var json = JsonNode.Parse(await client.GetStringAsync("/_local/queues"));

        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse("""
            {"undelivered-dev":[{"at":"2026-11-22T10:00:00Z","body":"{\"n\":1}"},{"at":"2026-11-22T10:00:00Z","body":"{\"n\":2}"}],"other-dev":[]}
            """)), json?.ToJsonString());
    }

    [Fact]
    public async Task Health_tells_what_runs()
    {
        var health = JsonNode.Parse(await client.GetStringAsync("/_local/health"));

        Assert.True(JsonNode.DeepEquals(health, JsonNode.Parse("""
            {"status":"ok","api":"http://127.0.0.1:3000/","services":"http://127.0.0.1:3001/","dynamoDb":"http://127.0.0.1:3002",
             "tokenEndpoint":"http://127.0.0.1:3001/oauth2/token","machineClientId":"client","machineClientSecret":"secret",
             "functions":[{"name":"AuthFunction","processes":1,"waiting":2}],
             "tables":[{"name":"clinic-users-dev","items":135},{"name":"clinic-audit-dev"}],
             "seeding":true}
            """)), health?.ToJsonString());
    }

    [Theory]
    [InlineData("/", "The local host is starting")]
    [InlineData("/_local/health", "{\"status\":\"starting\"}")]
    public async Task While_the_host_starts_it_says_so(string path, string text)
    {
        starting = true;

        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_local/assets/docs.html")]
    [InlineData("/_local/assets/nothing.css")]
    [InlineData("/_local/assets/..%2F..%2Ftemplate.yaml")]
    [InlineData("/docs/nothing.js")]
    [InlineData("/readme")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static HostOverview? Overview() => new(
        new Uri("http://127.0.0.1:3000/"),
        new Uri("http://127.0.0.1:3001/"),
        "http://127.0.0.1:3002",
        [new("AuthFunction", 1, 2)],
        [new("clinic-users-dev", 135), new("clinic-audit-dev")],
        new DateOnly(2026, 11, 22))
    {
        MachineClient = new MachineClient("client", "secret", [], TimeSpan.FromMinutes(15)),
        IsSeeding = true,
    };
}

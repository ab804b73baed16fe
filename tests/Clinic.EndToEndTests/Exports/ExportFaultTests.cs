using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Faults;
using Clinic.Local;
using Clinic.Demo;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.EndToEndTests.Exports;

/// <summary>Exports of a stack that asks Comprehend, which answers, refuses, or keeps silent while the host is stopped.</summary>
public sealed class ExportFaultTests : IAsyncLifetime
{
    private static readonly AwsAnswer Refusal = AwsAnswer.Json(400, """{"__type":"InvalidRequestException","Message":"Xiuhtlaltzin is no text."}""");
    private readonly string state = Directory.CreateTempSubdirectory("clinic-e2e-").FullName;
    private readonly int port = Ports.FirstOfThree();
    private FakeComprehend comprehend = null!;
    private LocalHost host = null!;
    private HttpClient http = null!;
    private ApiClient admin = null!;

    public async Task InitializeAsync()
    {
        comprehend = await FakeComprehend.StartAsync();
        await StartAsync();
        var thanatologist = await new ApiClient(http).SignInAsync(DemoAccounts.Thanatologist.Email, DemoAccounts.Password);
        admin = await new ApiClient(http).SignInAsync(DemoAccounts.Admin.Email, DemoAccounts.Password);
        for (var i = 0; i < 6; i++)
            await thanatologist.AddExportedPatientAsync("😀 Le dicen chispita en casa; llamar a su hijo Ramiro.", i);
    }

    [Fact]
    public async Task What_Comprehend_finds_is_masked_besides_what_the_product_finds()
    {
        var files = await (await ExportAsync("succeeded")).FilesAsync();

        Assert.All(files.Values, text => Assert.DoesNotContain(FakeComprehend.Nickname, text, StringComparison.Ordinal));
        Assert.Contains(
            RequestedExports.Rows(files["sessions-0001.jsonl"]),
            row => (string)row["evaluation"]! == "😀 Le dicen [NOMBRE] en casa; llamar a su hijo [NOMBRE].");
        Assert.Contains(JsonNode.Parse(files["manifest.json"])!["rules"]!.AsArray(), rule => ((string)rule!).Contains("Comprehend (es)", StringComparison.Ordinal));
        Assert.All(comprehend.Bodies, body => Assert.Equal("es", (string)JsonNode.Parse(body)!["LanguageCode"]!));
    }

    [Fact]
    public async Task A_task_that_fails_twice_is_done_the_third_time_with_all_that_was_asked_for()
    {
        comprehend.Fault = number => Task.FromResult(number <= 2 ? Refusal : null);

        var files = await (await ExportAsync("succeeded")).FilesAsync();

        Assert.All(files.Values, text => Assert.DoesNotContain(FakeComprehend.Nickname, text, StringComparison.Ordinal));
        Assert.Equal(6, RequestedExports.Rows(files["patients-0001.jsonl"]).Count);
    }

    [Fact]
    public async Task An_export_whose_task_fails_for_good_has_failed_and_the_notice_names_nobody()
    {
        comprehend.Fault = _ => Task.FromResult<AwsAnswer?>(Refusal);

        var export = await ExportAsync("failed");

        Assert.Equal("The export could not be made. Ask for a new one; the log tells why.", (string)export["failure"]!);
        Assert.False(export.ContainsKey("files"));
        Assert.Equal(5, comprehend.Bodies.Count); // once, and four times more
        var notice = await NoticeAsync();
        Assert.Equal("A research export failed", (string)notice["Subject"]!);
        Assert.Equal(["error", "exportId"], JsonNode.Parse((string)notice["Message"]!)!.AsObject().Select(member => member.Key).Order());
        Assert.Equal((string)export["id"]!, (string)JsonNode.Parse((string)notice["Message"]!)!["exportId"]!);
        Assert.Equal("TaskFailedException", (string)JsonNode.Parse((string)notice["Message"]!)!["error"]!);
        var logs = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(state, "logs"), "IdentifyFunction*")));
        Assert.Contains("InvalidRequestException", logs, StringComparison.Ordinal);
        Assert.All(new[] { "Xiuhtlaltzin", "Ramiro", FakeComprehend.Nickname }, word => Assert.DoesNotContain(word, logs, StringComparison.OrdinalIgnoreCase));

        comprehend.Reset();
        await ExportAsync("succeeded");
    }

    [Fact]
    public async Task An_export_that_the_hosts_restart_interrupts_ends_with_all_its_files()
    {
        var (asked, silence) = (new TaskCompletionSource(), new TaskCompletionSource<AwsAnswer?>());
        comprehend.Fault = number =>
        {
            if (number != 3)
                return Task.FromResult<AwsAnswer?>(null);
            asked.SetResult();
            return silence.Task;
        };
        var id = (await admin.PostAsync("/exports", RequestedExports.Masked)).Is(202).Id;
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("running", (await admin.GetAsync($"/exports/{id}")).Is(200).Value("state"));

        await StopAsync();
        silence.SetResult(null);
        await StartAsync();

        var export = await (await new ApiClient(http).SignInAsync(DemoAccounts.Admin.Email, DemoAccounts.Password)).EndOfExportAsync(id);
        Assert.Equal("succeeded", (string)export["state"]!);
        var files = await export.FilesAsync();
        Assert.Equal(RequestedExports.Names, files.Keys.Order());
        Assert.Equal(6, RequestedExports.Rows(files["sessions-0001.jsonl"]).Count);
        Assert.All(files.Values, text => Assert.DoesNotContain(FakeComprehend.Nickname, text, StringComparison.Ordinal));
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await comprehend.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    private async Task<JsonObject> ExportAsync(string end)
    {
        var export = await admin.EndOfExportAsync((await admin.PostAsync("/exports", RequestedExports.Masked)).Is(202).Id);
        Assert.Equal(end, (string)export["state"]!);
        return export;
    }

    /// <summary>What was published on the alarm topic, which follows on the export's being marked as failed.</summary>
    private async Task<JsonNode> NoticeAsync()
    {
        for (var tries = 0; tries < 150; tries++)
        {
            var queues = JsonNode.Parse(await http.GetStringAsync(new Uri("/_local/queues", UriKind.Relative)))!.AsObject();
            var notices = queues.Single(queue => queue.Key.StartsWith("clinic-alarms", StringComparison.Ordinal)).Value!.AsArray();
            if (notices.Count > 0)
                return JsonNode.Parse((string)Assert.Single(notices)!["body"]!)!;
            await Task.Delay(200);
        }
        throw new TimeoutException("Nothing was published.");
    }

    private async Task StartAsync()
    {
        host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Port = port,
            StateDirectory = state,
            Seeding = Seeding.Accounts,
            Parameters = new Dictionary<string, string> { ["ComprehendLanguage"] = "es" },
            ComprehendEndpoint = comprehend.Url,
        });
        http = ApiClient.Connect(host.BaseAddress);
    }

    private async Task StopAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Clinic.Local;
using Clinic.Testing;

namespace Clinic.Benchmarks;

/// <summary>A host with the functions of one kind, and somebody signed in.</summary>
internal sealed record Contender(FunctionKind Kind, LocalHost Host, HttpClient Client) : IAsyncDisposable
{
    private static readonly string Events = Path.Combine(RepositoryRoot.Find(), "events");

    public static async Task<Contender> StartAsync(FunctionKind kind)
    {
        var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Port = 0,
            InMemory = true,
            Warm = false,
            FunctionsRoot = kind.Folder,
            Seeding = Seeding.Accounts,
            StateDirectory = Path.Combine(Path.GetTempPath(), $"clinic-benchmarks-{Environment.ProcessId}-{kind.Name}"),
        });
        return new Contender(kind, host, await BenchmarkClient.SignInAsync(host, DemoAccounts.Thanatologist));
    }

    public Task ReadPatientAsync() => GetAsync("/users/" + DemoAccounts.Patient.Id);

    public Task ReadSessionsAsync() => GetAsync($"/sessions?userId={DemoAccounts.Patient.Id}&limit=10");

    public Task ReadSummaryAsync() => GetAsync("/reports/summary?timespan=year");

    /// <summary>One bcrypt verification, for a name that can be nobody's, which reads and writes nothing.</summary>
    public Task VerifyAsync() => InvokeAsync("trigger-verify-auth-challenge.json", "nobody");

    public async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), BenchmarkClient.Json(body));
        answer.EnsureSuccessStatusCode();
    }

    public async Task InvokeAsync(string file, string? userName = null)
    {
        var sent = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Events, file)))!;
        sent["userName"] = userName ?? sent["userName"]!.GetValue<string>();
        var answer = await Host.Lambda.InvokeAsync("IdentityTriggersFunction", Encoding.UTF8.GetBytes(sent.ToJsonString()));
        if (answer.FunctionError is not null)
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Payload.Span));
    }

    /// <summary>Ends the function's processes as a crash would, and waits until the host has seen it.</summary>
    public async Task KillAsync(string project, string function)
    {
        FunctionProcesses.Kill(project, Kind.FolderOf(project));
        while (Host.Lambda.Status()[function].Processes > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    }

    private async Task GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}

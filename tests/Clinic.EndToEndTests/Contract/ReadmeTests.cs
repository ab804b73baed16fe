using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.EndToEndTests.Faults;
using Clinic.Local;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Contract;

/// <summary>
/// The README's blocks in <c>bash</c>, as they are printed and in their order, against a host that run_local.sh has started beside the
/// developer's own. Blocks in <c>sh</c> need something that a test has not: a cloud, a container, or this very host.
/// </summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private static readonly string Root = RepositoryRoot.Find();

    private readonly string state = Directory.CreateTempSubdirectory("clinic-readme-").FullName;
    private readonly int port = Ports.FirstOfThree();
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        var (exitCode, output) = await RunAsync($"./run_local.sh start --port {port} --parameter MachineScopes=clinic/reports.read");
        Assert.True(exitCode == 0, output);
        http = ApiClient.Connect(new Uri($"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task Its_blocks_run_twice_without_an_error_and_leave_the_demo_accounts_as_they_were()
    {
        var script = Script();
        var before = await AccountsAsync();

        for (var run = 1; run <= 2; run++)
        {
            var (exitCode, output) = await RunAsync(script);
            Assert.True(exitCode == 0, $"Run {run} of the README ended with {exitCode}:\n{output}");
        }

        Assert.Equal(before, await AccountsAsync());
    }

    public async Task DisposeAsync()
    {
        http?.Dispose();
        await RunAsync("./run_local.sh stop");
        Directory.Delete(state, recursive: true);
    }

    /// <summary>Any command that fails ends it, a refused request too. Only addresses are other than printed: the ports are free ones.</summary>
    private string Script()
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Root, "README.md")));
        Assert.All(blocks, block => Assert.Contains(block.Groups["language"].Value, (string[])["bash", "sh", "console", ""]));
        var printed = string.Join('\n', blocks.Where(block => block.Groups["language"].Value == "bash").Select(block => block.Groups["text"].Value));
        return "set -euo pipefail\ncurl() { command curl --fail-with-body \"$@\"; }\n" + printed
            .Replace("127.0.0.1:3000", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("127.0.0.1:3001", $"127.0.0.1:{port + 1}", StringComparison.Ordinal)
            .Replace("local.postman_environment.json", $"local.postman_environment.json --env-var baseUrl=http://127.0.0.1:{port}", StringComparison.Ordinal);
    }

    /// <summary>Each demo account signs in with the printed password alone, and this is what it and its API keys are then.</summary>
    private async Task<string> AccountsAsync()
    {
        var accounts = new JsonArray();
        foreach (var demo in DemoAccounts.All)
        {
            var account = await new ApiClient(http).SignInAsync(demo.Email, DemoAccounts.Password);
            accounts.Add(new JsonArray((await account.GetAsync("/auth/me")).Is(200).Json.Without("lastLoginAt"), (await account.GetAsync("/auth/api-keys")).Json["items"]?.DeepClone()));
        }
        return accounts.ToJsonString();
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var file = Path.Combine(state, "script");
        await File.WriteAllTextAsync(file, $"exec >'{file}.log' 2>&1\n{script}\n");
        var start = new ProcessStartInfo("bash", [file]) { WorkingDirectory = Root };
        start.Environment["CLINIC_STATE"] = state;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name); // the build of run_local.sh is its own
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        return (process.ExitCode, await File.ReadAllTextAsync(file + ".log"));
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

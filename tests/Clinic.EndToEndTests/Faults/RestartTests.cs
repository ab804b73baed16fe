using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;
using Clinic.Testing;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

/// <summary>Alone, after all others: the processes of a host that runs beside it would count as left running.</summary>
[Collection(nameof(RestartTests))]
[CollectionDefinition(nameof(RestartTests), DisableParallelization = true)]
public sealed class RestartTests : IDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("clinic-e2e-").FullName;

    /// <summary>Fixed, because the issuer of the tokens is an address.</summary>
    private readonly int port = Ports.FirstOfThree();

    [Fact]
    public async Task Data_and_tokens_survive_a_restart_and_nothing_else_is_left_running()
    {
        var others = FunctionProcesses.Children();
        JsonObject tokens;
        string patient, email = Bodies.Email();
        await using (var host = await StartAsync())
        {
            using var http = ApiClient.Connect(host.BaseAddress);
            var login = Bodies.Login(DemoAccounts.Thanatologist.Email, DemoAccounts.Password);
            tokens = (await new ApiClient(http).PostAsync("/auth/login", login)).Is(200).Json;
            patient = (await new ApiClient(http, tokens).PostAsync("/users", Bodies.Patient().With("email", email))).Is(201).Id;
            await new ApiClient(http, tokens).WriteSessionAsync(patient);
            Assert.NotEmpty(FunctionProcesses.Children().Except(others));
        }
        Assert.Empty(FunctionProcesses.Children().Except(others));

        await using (var host = await StartAsync())
        {
            using var http = ApiClient.Connect(host.BaseAddress);
            Assert.Equal(email, (await new ApiClient(http, tokens).GetAsync($"/users/{patient}")).Is(200).Value("email"));
            Assert.Equal("2", (await new ApiClient(http, tokens).WriteSessionAsync(patient)).Value("number"));
            var refresh = new JsonObject { ["refreshToken"] = tokens["refreshToken"]!.GetValue<string>() };
            (await new ApiClient(http).PostAsync("/auth/refresh", refresh)).Is(200);
        }
        Assert.Empty(FunctionProcesses.Children().Except(others));
    }

    [Fact]
    public async Task The_functions_find_a_database_again_that_was_stopped_under_them()
    {
        var others = FunctionProcesses.Children();
        await using (var host = await StartAsync())
        {
            using var http = ApiClient.Connect(host.BaseAddress);
            var login = Bodies.Login(DemoAccounts.Thanatologist.Email, DemoAccounts.Password);
            var thanatologist = new ApiClient(http, (await new ApiClient(http).PostAsync("/auth/login", login)).Is(200).Json);
            var patient = (await thanatologist.PostAsync("/users", Bodies.Patient())).Is(201).Id;

            await host.StopDatabaseAsync();
            using (var probe = new HttpClient())
                await Assert.ThrowsAsync<HttpRequestException>(() => probe.GetAsync(new Uri(host.DynamoDbServiceUrl)));
            await host.StartDatabaseAsync();

            (await thanatologist.GetAsync($"/users/{patient}")).Is(200);
        }
        Assert.Empty(FunctionProcesses.Children().Except(others));
    }

    public void Dispose() => Directory.Delete(state, recursive: true);

    private Task<LocalHost> StartAsync() => LocalHost.StartAsync(new LocalHostOptions { Port = port, StateDirectory = state, Seeding = Seeding.Accounts });
}

using System.Text;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Clinic.Local;
using Xunit;

namespace Clinic.EndToEndTests.Events;

/// <summary>The local host with the five demo accounts, the demo patient's sessions 1 to 3 and safety plan, an instrument and a first sign-in.</summary>
public sealed class ReplayHost : IAsyncLifetime
{
    private readonly string state = Directory.CreateTempSubdirectory("clinic-events-").FullName;
    private LocalHost? host;

    public static string Events { get; } = Path.Combine(RepositoryRoot.Find(), "events");

    public async Task InitializeAsync()
    {
        host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Port = 0,
            InMemory = true,
            StateDirectory = state,
            DynamoDbEndpoint = null,
            Seeding = Seeding.Accounts,
            ProcessesPerFunction = 1,
        });
        for (var number = 1; number <= 3; number++)
            Assert.Equal(201, (await InvokeAsync("Sessions", WithoutKey(Read("sessions-create.json"))))["statusCode"]!.GetValue<int>());
        foreach (var file in (string[])["instruments-put.json", "safety-plans-put.json"])
            Assert.Equal(200, (await InvokeAsync("Care", Read(file)))["statusCode"]!.GetValue<int>());
        // Only an account that has shown its right password may be signed up to the pool.
        var status = 503;
        for (var attempts = 0; attempts < 20 && status == 503; attempts++) // on a busy machine bcrypt can take longer than the pool waits
            status = (await InvokeAsync("Auth", Read("auth-login.json")))["statusCode"]!.GetValue<int>();
        Assert.Equal(200, status);
    }

    public static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Events, file)))!.AsObject();

    /// <summary>The function's answer; an error of the function fails the test.</summary>
    public async Task<JsonObject> InvokeAsync(string function, JsonObject @event)
    {
        var answer = await host!.Lambda.InvokeAsync(host.Lambda.Find(function)!.LogicalId, Encoding.UTF8.GetBytes(@event.ToJsonString()));
        var text = Encoding.UTF8.GetString(answer.Payload.Span);
        Assert.True(answer.FunctionError is null, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>An answer that is empty, as that of a worker with nothing to say.</summary>
    public async Task SendAsync(string function, JsonObject @event)
    {
        var answer = await host!.Lambda.InvokeAsync(host.Lambda.Find(function)!.LogicalId, Encoding.UTF8.GetBytes(@event.ToJsonString()));
        Assert.Equal((null, ""), (answer.FunctionError, Encoding.UTF8.GetString(answer.Payload.Span)));
    }

    /// <summary>The error with which the function answers.</summary>
    public async Task<JsonObject> FailAsync(string function, JsonObject @event)
    {
        var answer = await host!.Lambda.InvokeAsync(host.Lambda.Find(function)!.LogicalId, Encoding.UTF8.GetBytes(@event.ToJsonString()));
        Assert.NotNull(answer.FunctionError);
        return JsonNode.Parse(answer.Payload.Span)!.AsObject();
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    private static JsonObject WithoutKey(JsonObject @event)
    {
        @event["headers"]!.AsObject().Remove("Idempotency-Key");
        @event["multiValueHeaders"]!.AsObject().Remove("Idempotency-Key");
        return @event;
    }
}

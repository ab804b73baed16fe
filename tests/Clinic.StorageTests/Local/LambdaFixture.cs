using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Builder;

namespace Clinic.StorageTests.Local;

/// <summary>The Lambda service on a listener of its own, with the test function's real processes.</summary>
internal sealed class LambdaFixture : IAsyncDisposable
{
    public const string Function = "TestFunction";
    public const string FailureQueue = "failures";
    private readonly WebApplication listener;
    private readonly string folder = Directory.CreateTempSubdirectory("clinic-lambda-").FullName;

    private LambdaFixture(int processes, double timeoutSeconds, string onStart, string recordTo)
    {
        Uri? address = null;
        Lambda = new LambdaService(
            [
                new FunctionDefinition(
                    Function, "test-dev", "tests/Clinic.TestFunction", "Clinic.TestFunction", 128, TimeSpan.FromSeconds(timeoutSeconds),
                    new Dictionary<string, string> { ["ON_START"] = onStart, ["RECORD_TO"] = recordTo })
                {
                    Async = new AsyncRules(2, TimeSpan.FromHours(6), FailureQueue),
                },
            ],
            new LambdaOptions
            {
                CodeRoot = RepositoryRoot.Find(),
                LogDirectory = folder,
                ProcessesPerFunction = processes,
                ServicesAddress = () => address!,
                DynamoDbUrl = () => "http://127.0.0.1:1",
                ApiAddress = () => new Uri("http://127.0.0.1:1"),
            },
            TimeProvider.System);
        listener = Listener.Create(0, static _ => { });
        var runtime = new RuntimeApi(Lambda);
        var invoke = new InvokeApi(Lambda);
        listener.Run(context => RuntimeApi.Owns(context.Request.Path) ? runtime.HandleAsync(context) : invoke.HandleAsync(context));
        Address = address = Listener.StartAsync(listener, 0, CancellationToken.None).GetAwaiter().GetResult();
    }

    public LambdaService Lambda { get; }

    public Uri Address { get; }

    public string Log => File.ReadAllText(Path.Combine(folder, Function + ".log"));

    public static LambdaFixture Start(int processes = 4, double timeoutSeconds = 30, string onStart = "", string recordTo = "") =>
        new(processes, timeoutSeconds, onStart, recordTo);

    public Task<Invocation> SendAsync(string order) => Lambda.InvokeAsync(Function, Encoding.UTF8.GetBytes($$"""{"do":"{{order}}"}"""));

    public async Task<JsonNode> AskAsync(string order)
    {
        var answer = await SendAsync(order);
        Xunit.Assert.Null(answer.FunctionError);
        return JsonNode.Parse(answer.Payload.Span)!;
    }

    public async ValueTask DisposeAsync()
    {
        await Lambda.DisposeAsync();
        await listener.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>How a function process starts and ends.</summary>
[Collection(ProcessEnvironment.Name)]
public sealed class LambdaBootstrapLifeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RuntimeApiServer api = null!;

    public async Task InitializeAsync() => api = await RuntimeApiServer.StartAsync();

    public Task DisposeAsync() => api.DisposeAsync().AsTask();

    [Fact]
    public async Task The_endpoint_comes_from_the_environment()
    {
        using var variables = new EnvironmentVariables().Set("AWS_LAMBDA_RUNTIME_API", api.Endpoint);
        using var stop = new CancellationTokenSource();
        using var bootstrap = LambdaBootstrapBuilder.Create(Echo).Build();
        var running = bootstrap.RunAsync(stop.Token);

        api.Send(new RuntimeEvent("r-1", "{}"));

        Assert.Equal("invocation/r-1/response", (await api.ReceiveAsync()).Path);
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public void Without_an_endpoint_the_message_names_the_variable()
    {
        using var variables = new EnvironmentVariables().Set("AWS_LAMBDA_RUNTIME_API", null);

        var error = Assert.Throws<InvalidOperationException>(() => LambdaBootstrapBuilder.Create(Echo).Build());

        Assert.Contains("AWS_LAMBDA_RUNTIME_API", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_initializer_runs_before_the_first_event_is_asked_for()
    {
        using var stop = new CancellationTokenSource();
        var callsAtInit = -1;
        using var bootstrap = Build(() =>
        {
            callsAtInit = api.NextCalls;
            return Task.FromResult(true);
        });
        var running = bootstrap.RunAsync(stop.Token);
        api.Send(new RuntimeEvent("r-1", "{}"));

        await api.ReceiveAsync();

        Assert.Equal(0, callsAtInit);
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_initializer_that_throws_is_reported_and_ends_the_process()
    {
        using var bootstrap = Build(() => throw new FormatException("no secret"));

        var error = await Assert.ThrowsAsync<FormatException>(() => bootstrap.RunAsync().WaitAsync(Patience));

        var post = await api.ReceiveAsync();
        Assert.Equal("no secret", error.Message);
        Assert.Equal("init/error", post.Path);
        Assert.Equal("FormatException", post.ErrorType);
        Assert.Equal(0, api.NextCalls);
    }

    [Fact]
    public async Task An_initializer_that_says_no_ends_the_run_before_any_event()
    {
        using var bootstrap = Build(() => Task.FromResult(false));

        await bootstrap.RunAsync().WaitAsync(Patience);

        Assert.Equal(0, api.NextCalls);
    }

    [Fact]
    public async Task The_run_ends_when_the_host_goes_away_while_it_waits()
    {
        using var bootstrap = Build(null);
        var running = bootstrap.RunAsync();
        api.Send(new RuntimeEvent("r-1", "{}"));
        await api.ReceiveAsync();

        await api.DisposeAsync();

        await running.WaitAsync(Patience);
        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_run_ends_when_nothing_listens()
    {
        using var bootstrap = Build(null);
        await api.DisposeAsync();

        var running = bootstrap.RunAsync();

        await running.WaitAsync(Patience);
        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_broken_host_is_an_error()
    {
        using var bootstrap = Build(null);
        api.Send(new RuntimeEvent("r-1", "{}") { Status = 500 });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => bootstrap.RunAsync().WaitAsync(Patience));

        Assert.Contains("500", error.Message, StringComparison.Ordinal);
    }

    private static Task<Stream> Echo(Stream input, ILambdaContext context) => Task.FromResult(input);

    private LambdaBootstrap Build(LambdaBootstrapInitializer? initializer)
    {
        using var variables = new EnvironmentVariables().Set("AWS_LAMBDA_RUNTIME_API", api.Endpoint);
        return LambdaBootstrapBuilder.Create(Echo).UseBootstrapHandler(initializer).Build();
    }
}

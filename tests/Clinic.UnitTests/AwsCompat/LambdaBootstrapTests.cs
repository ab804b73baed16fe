using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Microsoft.AspNetCore.Http;
using Xunit;
using RuntimeApi = Clinic.Local.Aws.Lambda.RuntimeApi;

namespace Clinic.UnitTests.AwsCompat;

[Collection(ProcessEnvironment.Name)]
public sealed class LambdaBootstrapTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource stop = new();
    private RuntimeApiServer api = null!;

    public async Task InitializeAsync() => api = await RuntimeApiServer.StartAsync();

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await api.DisposeAsync();
    }

    public void Dispose() => stop.Dispose();

    [Fact]
    public async Task Each_event_is_answered_under_its_own_request_id()
    {
        var running = RunAsync(Echo);
        foreach (var (id, body) in new[] { ("r-1", """{"a":1}"""), ("r-2", "") })
        {
            api.Send(new RuntimeEvent(id, body));
            var post = await api.ReceiveAsync();
            Assert.Equal($"invocation/{id}/response", post.Path);
            Assert.Equal(body, post.Body);
            Assert.Equal(body.Length, post.ContentLength);
            Assert.Equal("application/json", post.ContentType);
        }

        await EndAsync(running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_event_arrives_whole(bool chunked)
    {
        var running = RunAsync(Echo);
        var body = new string('x', 1_000_000);

        api.Send(new RuntimeEvent("r-1", body) { Chunked = chunked });

        Assert.Equal(body, (await api.ReceiveAsync()).Body);
        await EndAsync(running);
    }

    [Fact]
    public async Task A_response_of_unknown_length_is_streamed()
    {
        var running = RunAsync((_, _) => Task.FromResult<Stream>(new BufferedStream(new MemoryStream("streamed"u8.ToArray()))));

        api.Send(new RuntimeEvent("r-1", "{}"));

        Assert.Equal("streamed", (await api.ReceiveAsync()).Body);
        await EndAsync(running);
    }

    [Fact]
    public async Task The_context_says_what_the_headers_say()
    {
        using var variables = new EnvironmentVariables().Set("_X_AMZN_TRACE_ID", null);
        var seen = new TaskCompletionSource<string>();
        var running = RunAsync((_, context) =>
        {
            seen.SetResult(string.Join(
                '|',
                context.AwsRequestId,
                Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"),
                context.RemainingTime > TimeSpan.FromSeconds(20) && context.RemainingTime <= TimeSpan.FromSeconds(30)));
            return Task.FromResult<Stream>(new MemoryStream());
        });

        api.Send(new RuntimeEvent("r-1", "{}")
        {
            Headers =
            {
                ["Lambda-Runtime-Deadline-Ms"] = $"{TimeProvider.System.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds()}",
                ["Lambda-Runtime-Trace-Id"] = "Root=1-5;Sampled=0",
            },
        });

        Assert.Equal("r-1|Root=1-5;Sampled=0|True", await seen.Task.WaitAsync(Patience));
        await api.ReceiveAsync();
        await EndAsync(running);
    }

    [Fact]
    public async Task A_handler_that_throws_is_reported_and_the_next_event_is_taken()
    {
        var running = RunAsync((input, context) => context.AwsRequestId == "bad"
            ? throw new InvalidOperationException("outer", new FormatException("inner"))
            : Task.FromResult(input));

        api.Send(new RuntimeEvent("bad", "{}"));
        var post = await api.ReceiveAsync();
        api.Send(new RuntimeEvent("good", "{}"));

        Assert.Equal("invocation/bad/error", post.Path);
        Assert.Equal("InvalidOperationException", post.ErrorType);
        var error = JsonDocument.Parse(post.Body).RootElement;
        Assert.Equal("InvalidOperationException", error.GetProperty("errorType").GetString());
        Assert.Equal("outer", error.GetProperty("errorMessage").GetString());
        Assert.Contains("at ", error.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("inner", error.GetProperty("cause").GetProperty("errorMessage").GetString());
        Assert.Equal("invocation/good/response", (await api.ReceiveAsync()).Path);
        await EndAsync(running);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(413)]
    [InlineData(500)]
    public async Task A_refused_response_ends_the_run(int status)
    {
        api.Answer = response => RuntimeApi.RefuseAsync(response, status, "SomeType", "Some message");
        var running = RunAsync(Echo);
        api.Send(new RuntimeEvent("r-1", "{}"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(Patience));

        Assert.Contains($"{status}", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, api.NextCalls);
    }

    [Fact]
    public async Task A_refused_report_of_an_error_ends_the_run_too()
    {
        api.Answer = response => RuntimeApi.RefuseAsync(response, 400, "InvalidRequestID", "Invalid request ID");
        var running = RunAsync((_, _) => throw new FormatException("as asked"));
        api.Send(new RuntimeEvent("r-1", "{}"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    public async Task A_report_of_an_error_that_is_accepted_without_JSON_ends_the_run(string body)
    {
        api.Answer = response =>
        {
            response.StatusCode = 202;
            return response.WriteAsync(body);
        };
        var running = RunAsync((_, _) => throw new FormatException("as asked"));
        api.Send(new RuntimeEvent("r-1", "{}"));

        await Assert.ThrowsAnyAsync<JsonException>(() => running.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_response_is_sent_from_where_its_stream_stands()
    {
        var running = RunAsync((_, _) => Task.FromResult<Stream>(new MemoryStream("--sent"u8.ToArray()) { Position = 2 }));

        api.Send(new RuntimeEvent("r-1", "{}"));

        Assert.Equal("sent", (await api.ReceiveAsync()).Body);
        await EndAsync(running);
    }

    private static Task<Stream> Echo(Stream input, ILambdaContext context) =>
        Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(new StreamReader(input).ReadToEnd())));

    private async Task RunAsync(Func<Stream, ILambdaContext, Task<Stream>> handler)
    {
        using var variables = new EnvironmentVariables().Set("AWS_LAMBDA_RUNTIME_API", api.Endpoint);
        using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
        await bootstrap.RunAsync(stop.Token);
    }

    private async Task EndAsync(Task running)
    {
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }
}

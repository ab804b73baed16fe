using System.Threading.Channels;
using Clinic.Testing.Aws;
using Microsoft.AspNetCore.Http;
using Xunit;
using RuntimeApi = Clinic.Local.Aws.Lambda.RuntimeApi;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>
/// The host's side of the Lambda Runtime API: events go in, and what the function posts comes out. It accepts and refuses in the
/// words of the local host.
/// </summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    private readonly Channel<RuntimeEvent> events = Channel.CreateUnbounded<RuntimeEvent>();
    private readonly Channel<RuntimePost> posts = Channel.CreateUnbounded<RuntimePost>();
    private LoopbackServer server = null!;

    /// <summary>The value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Endpoint => $"{server.Address.Authority}/SomeFunction";

    /// <summary>How every post is answered.</summary>
    public Func<HttpResponse, Task> Answer { get; set; } = RuntimeApi.AcceptAsync;

    public int NextCalls { get; private set; }

    public static async Task<RuntimeApiServer> StartAsync()
    {
        var api = new RuntimeApiServer();
        api.server = await LoopbackServer.StartAsync(api.HandleAsync);
        return api;
    }

    public void Send(RuntimeEvent next) => events.Writer.TryWrite(next);

    public async Task<RuntimePost> ReceiveAsync() => await posts.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        const string root = "/SomeFunction/2018-06-01/runtime/";
        var path = http.Request.Path.Value!;
        Assert.StartsWith(root, path, StringComparison.Ordinal);
        if (path == root + "invocation/next")
        {
            await AnswerNextAsync(http);
            return;
        }

        using var body = new StreamReader(http.Request.Body);
        posts.Writer.TryWrite(new RuntimePost(
            path[root.Length..],
            await body.ReadToEndAsync(),
            http.Request.ContentType,
            http.Request.ContentLength,
            http.Request.Headers["Lambda-Runtime-Function-Error-Type"]));
        await Answer(http.Response);
    }

    private async Task AnswerNextAsync(HttpContext http)
    {
        NextCalls++;
        var next = await events.Reader.ReadAsync(http.RequestAborted);
        http.Response.StatusCode = next.Status;
        http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        foreach (var (name, value) in next.Headers)
            http.Response.Headers[name] = value;
        if (!next.Chunked)
            http.Response.ContentLength = next.Body.Length;
        foreach (var part in next.Body.Chunk(1 << 16))
        {
            await http.Response.Body.WriteAsync(part);
            await http.Response.Body.FlushAsync();
        }
    }
}

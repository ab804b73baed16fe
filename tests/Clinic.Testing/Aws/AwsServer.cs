using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Clinic.Testing.Aws;

/// <summary>An AWS service on loopback: it gives the answers in their order, the last one for ever, and keeps what it was asked.</summary>
public sealed class AwsServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<AwsRequest> requests = new();
    private readonly AwsAnswer[] answers;
    private LoopbackServer server = null!;

    private AwsServer(AwsAnswer[] answers) => this.answers = answers;

    public string Url => server.Address.ToString();

    public IReadOnlyList<AwsRequest> Requests => [.. requests];

    public static async Task<AwsServer> StartAsync(params AwsAnswer[] answers)
    {
        var aws = new AwsServer(answers);
        aws.server = await LoopbackServer.StartAsync(aws.HandleAsync);
        return aws;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        requests.Enqueue(new AwsRequest(
            http.Request.Method,
            http.Request.Path,
            await body.ReadToEndAsync(),
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        var answer = answers[Math.Min(requests.Count, answers.Length) - 1];
        if (answer.Delay > TimeSpan.Zero)
            await Task.Delay(answer.Delay, http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        await http.Response.WriteAsync(answer.Body);
    }
}

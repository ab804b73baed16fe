#nullable enable
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The HTTP side of the Runtime API, version 2018-06-01. It is on the path of every request, so there is one connection that is kept,
/// no handler in between, and the event read into a buffer of its own size.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
internal sealed class RuntimeApi : IDisposable
{
    private const string FunctionErrorType = "Lambda-Runtime-Function-Error-Type";
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorJson = new("application/vnd.aws.lambda.error+json");
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        // Lambda freezes the process between two invocations, for hours if need be.
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    });

    private readonly string endpoint;
    private readonly string root;
    private readonly Uri next;

    public RuntimeApi(string? endpoint)
    {
        if (string.IsNullOrEmpty(endpoint))
            throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: a function runs where a Lambda Runtime API is.");
        this.endpoint = endpoint;
        root = $"http://{endpoint.TrimEnd('/')}/2018-06-01/runtime/";
        next = new Uri(root + "invocation/next");
    }

    /// <summary>Waits for the next invocation, however long that takes.</summary>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, next);
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.StatusCode != HttpStatusCode.OK)
                throw Broken(response);
            return new Invocation(response, await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            response.Dispose();
            if (e is HttpRequestException or IOException)
                throw new RuntimeApiGoneException(endpoint, e);
            throw;
        }
    }

    public Task RespondAsync(string requestId, Stream? output) =>
        PostAsync(Post($"invocation/{Uri.EscapeDataString(requestId)}/response", Content(output), Json), readsStatus: false);

    public Task ReportErrorAsync(string requestId, Exception exception) =>
        ReportAsync($"invocation/{Uri.EscapeDataString(requestId)}/error", exception);

    public Task ReportInitErrorAsync(Exception exception) => ReportAsync("init/error", exception);

    public void Dispose() => http.Dispose();

    private Task ReportAsync(string path, Exception exception)
    {
        var request = Post(path, new ByteArrayContent(ErrorReport.Write(exception)), ErrorJson);
        request.Headers.TryAddWithoutValidation(FunctionErrorType, exception.GetType().Name);
        return PostAsync(request, readsStatus: true);
    }

    // As in the real package, a refused post ends the run, and so does a report that is accepted without a JSON body.
    private async Task PostAsync(HttpRequestMessage request, bool readsStatus)
    {
        using (request)
        {
            using var response = await SendAsync(request, CancellationToken.None).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Broken(response);
            if (readsStatus && response.StatusCode == HttpStatusCode.Accepted)
                using (JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false)))
                {
                    // What it says does not matter.
                }
        }
    }

    private InvalidOperationException Broken(HttpResponseMessage response) =>
        new($"The Lambda Runtime API at {endpoint} answered {(int)response.StatusCode}.");

    private HttpRequestMessage Post(string path, HttpContent content, MediaTypeHeaderValue type)
    {
        content.Headers.ContentType = type;
        return new HttpRequestMessage(HttpMethod.Post, root + path) { Content = content };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new RuntimeApiGoneException(endpoint, e);
        }
    }

    private static async Task<MemoryStream> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength is not { } length)
        {
            var bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        }

        var buffer = GC.AllocateUninitializedArray<byte>(checked((int)length));
        var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await body.ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
        return new MemoryStream(buffer, 0, buffer.Length, writable: false, publiclyVisible: true);
    }

    private static HttpContent Content(Stream? output) => output switch
    {
        null => new ByteArrayContent([]),
        // Send it in one piece and with its length, so that it leaves in one packet with its headers.
        MemoryStream memory when memory.TryGetBuffer(out var buffer) => new ReadOnlyMemoryContent(buffer.AsMemory((int)memory.Position)),
        _ => new StreamContent(output),
    };
}

/// <summary>One response of <c>/invocation/next</c>: the event's bytes and what its headers say, which is also the handler's context.</summary>
internal sealed class Invocation(HttpResponseMessage response, MemoryStream input) : ILambdaContext, IDisposable
{
    private static readonly TimeSpan NoDeadline = TimeSpan.FromMinutes(15);

    public MemoryStream Input { get; } = input;

    public string AwsRequestId { get; } = Header(response, "Lambda-Runtime-Aws-Request-Id") ?? string.Empty;

    public string? TraceId { get; } = Header(response, "Lambda-Runtime-Trace-Id");

    public TimeSpan RemainingTime =>
        long.TryParse(Header(response, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) - TimeProvider.System.GetUtcNow()
            : NoDeadline;

    public void Dispose()
    {
        Input.Dispose();
        response.Dispose();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) && values.Count > 0 ? values.ToString() : null;
}

/// <summary>The Runtime API does not respond any more: the host of this process has ended.</summary>
internal sealed class RuntimeApiGoneException(string endpoint, Exception cause)
    : Exception($"The Lambda Runtime API at {endpoint} is gone ({cause.Message}). Ending.", cause);

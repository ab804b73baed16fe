#nullable enable
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Sdk;

/// <summary>
/// What the clients have in common: a POST to the endpoint that the configuration or <c>AWS_ENDPOINT_URL_*</c> names, retried
/// after throttling, errors of the service and broken connections. Nothing is signed: it is for emulators alone (docs/adr/0002).
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);
    private readonly ClientConfig config;
    private readonly Uri endpoint;
    private readonly HttpClient http;

    public ServiceClient(ClientConfig config)
    {
        this.config = config;
        endpoint = config.ServiceURL is { Length: > 0 } url ? new Uri(url) : throw new InvalidOperationException(
            $"AwsCompat calls no real AWS. Name an emulator of {config.ServiceId} in AWS_ENDPOINT_URL_{config.ServiceId.ToUpperInvariant().Replace(' ', '_')}, or build with AwsPackages=nuget.");
        var handler = new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null, MaxConnectionsPerServer = config.MaxConnectionsPerServer ?? int.MaxValue };
        if (config.ConnectTimeout is { } patience)
            handler.ConnectTimeout = patience;
        http = new HttpClient(handler);
        if (config.Timeout is { } timeout)
            http.Timeout = timeout;
    }

    /// <summary>For the constructors of configurations, as the SDK requires a mode of defaults.</summary>
    public static DefaultConfigurationProvider Defaults { get; } = new([new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard }]);

    /// <summary>An operation of a service that speaks AWS JSON.</summary>
    public async Task<JsonNode> CallAsync(string target, JsonObject request, Func<ServiceError, AmazonServiceException> exceptionOf, CancellationToken cancellation) =>
        JsonNode.Parse(await PostAsync(request.ToJsonString(), "application/x-amz-json-1.1", target, ErrorOf, exceptionOf, cancellation).ConfigureAwait(false))!;

    /// <returns>The response's body.</returns>
    public async Task<string> PostAsync(
        string request, string type, string? target, Func<string, (string Code, string Message)> errorOf, Func<ServiceError, AmazonServiceException> exceptionOf, CancellationToken cancellation)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                var (status, response) = await PostOnceAsync(request, type, target, cancellation).ConfigureAwait(false);
                if (status == HttpStatusCode.OK)
                    return response;
                var (code, message) = errorOf(response);
                var error = new ServiceError(code, message, status);
                if (retries >= config.MaxErrorRetry || !error.IsPassing)
                    throw exceptionOf(error);
            }
            catch (HttpRequestException) when (retries < config.MaxErrorRetry)
            {
                // A connection that failed or broke counts like an error of the service.
            }
            await Task.Delay(Pause(retries), cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(HttpStatusCode Status, string Response)> PostOnceAsync(string body, string type, string? target, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (target is not null)
            request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
    }

    private static (string Code, string Message) ErrorOf(string response)
    {
        var json = JsonNode.Parse(response)!;
        var type = (string?)json["__type"] ?? "";
        return (type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..], (string?)(json["message"] ?? json["Message"]) ?? "");
    }

    private static TimeSpan Pause(int retries)
    {
        var pause = FirstPause * Math.Pow(2, retries) * (0.5 + Random.Shared.NextDouble());
        return pause < LongestPause ? pause : LongestPause;
    }
}

/// <summary>Why the service refused a request.</summary>
internal sealed record ServiceError(string Code, string Message, HttpStatusCode Status)
{
    /// <summary>Whether the next attempt may succeed.</summary>
    public bool IsPassing => Status >= HttpStatusCode.InternalServerError || Code is "Throttling" or "ThrottlingException" or "TooManyRequestsException";
}

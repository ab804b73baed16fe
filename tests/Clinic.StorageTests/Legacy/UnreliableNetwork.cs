using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Clinic.Testing;

namespace Clinic.StorageTests.Legacy;

/// <summary>What is between a client and DynamoDB Local, and answers some requests in its place.</summary>
/// <param name="answer">Told the number of the request, the request, and what sends it. Null passes the real answer on.</param>
internal sealed class UnreliableNetwork(Func<int, HttpRequestMessage, Func<Task>, Task<HttpResponseMessage?>> answer) : HttpClientFactory
{
    private int requests;

    public int Requests => requests;

    public static HttpResponseMessage Answer(HttpStatusCode status, string error) =>
        Answer(status, new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#" + error, ["message"] = "So it is." });

    public static HttpResponseMessage Answer(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };

    public async Task<IAmazonDynamoDB> ClientAsync(AmazonDynamoDBConfig config)
    {
        using var known = await SharedDynamoDb.ClientAsync();
        (config.ServiceURL, config.AuthenticationRegion, config.HttpClientFactory) = (known.Config.ServiceURL, known.Config.AuthenticationRegion, this);
        return new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), config);
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private sealed class Handler(UnreliableNetwork network) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage? real = null;
            async Task Do() => real = await base.SendAsync(request, cancellationToken);
            if (await network.InPlaceAsync(request, Do) is { } other)
            {
                real?.Dispose();
                return other;
            }
            if (real is null)
                await Do();
            return real!;
        }
    }

    private Task<HttpResponseMessage?> InPlaceAsync(HttpRequestMessage request, Func<Task> send) => answer(Interlocked.Increment(ref requests), request, send);
}

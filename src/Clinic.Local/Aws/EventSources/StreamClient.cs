using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// The operations of DynamoDB Streams that a poller needs. Lambda passes records on as they come, so they stay JSON. Failures are
/// a <see cref="StreamException"/> or an HttpClient's; nothing is retried here.
/// </summary>
internal sealed class StreamClient(string serviceUrl) : IDisposable
{
    private const string Target = "DynamoDBStreams_20120810.";

    private readonly HttpClient http = new() { BaseAddress = new Uri(serviceUrl), Timeout = TimeSpan.FromSeconds(10) };

    public async Task<IReadOnlyList<StreamShard>> ShardsAsync(string streamArn, CancellationToken cancellationToken)
    {
        var shards = new List<StreamShard>();
        string? last = null;
        do
        {
            var request = new JsonObject { ["StreamArn"] = streamArn };
            if (last is not null)
                request["ExclusiveStartShardId"] = last;
            var stream = (await SendAsync("DescribeStream", request, cancellationToken))["StreamDescription"]!;
            shards.AddRange((stream["Shards"] as JsonArray ?? []).Select(shard =>
                new StreamShard(streamArn, shard!["ShardId"]!.GetValue<string>(), shard["ParentShardId"]?.GetValue<string>())));
            last = stream["LastEvaluatedShardId"]?.GetValue<string>();
        }
        while (last is not null);
        return shards;
    }

    /// <summary>Where to read a shard after a sequence number, or from its oldest record without one.</summary>
    public async Task<string> IteratorAsync(StreamShard shard, string? after, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["StreamArn"] = shard.StreamArn,
            ["ShardId"] = shard.ShardId,
            ["ShardIteratorType"] = after is null ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER",
        };
        if (after is not null)
            request["SequenceNumber"] = after;
        return (await SendAsync("GetShardIterator", request, cancellationToken))["ShardIterator"]!.GetValue<string>();
    }

    public async Task<StreamPage> ReadAsync(string iterator, int limit, CancellationToken cancellationToken)
    {
        var page = await SendAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator, ["Limit"] = limit }, cancellationToken);
        return new StreamPage(
            [.. (page["Records"] as JsonArray ?? []).Select(record => new StreamRecord(record!.AsObject()))],
            page["NextShardIterator"]?.GetValue<string>());
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonNode> SendAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.0"));
        request.Headers.Add("X-Amz-Target", Target + operation);
        // DynamoDB Local checks whose request it is, but not whether the signature is right.
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local");
        using var response = await http.SendAsync(request, cancellationToken);
        var json = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        if (response.IsSuccessStatusCode && json is not null)
            return json;
        var type = json?["__type"]?.GetValue<string>() ?? $"HTTP {(int)response.StatusCode}";
        throw new StreamException(type[(type.LastIndexOf('#') + 1)..], (json?["message"] ?? json?["Message"])?.GetValue<string>());
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

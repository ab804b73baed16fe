using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Aws.EventSources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

public sealed class StreamClientTests : IAsyncLifetime, IDisposable
{
    private readonly WebApplication app = Listener.Create(0, static _ => { });
    private readonly List<(string Target, string Body)> requests = [];
    private readonly Queue<(int Status, string Body)> answers = new();
    private StreamClient client = null!;

    public async Task InitializeAsync()
    {
        app.Run(AnswerAsync);
        client = new StreamClient((await Listener.StartAsync(app, 0, CancellationToken.None)).ToString());
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Shards_are_read_page_by_page()
    {
        answers.Enqueue((200, """{"StreamDescription":{"Shards":[{"ShardId":"a"}],"LastEvaluatedShardId":"a"}}"""));
        answers.Enqueue((200, """{"StreamDescription":{"Shards":[{"ShardId":"b","ParentShardId":"a"}]}}"""));

        var shards = await client.ShardsAsync("arn", CancellationToken.None);

        Assert.Equal([new StreamShard("arn", "a"), new StreamShard("arn", "b", "a")], shards);
        Assert.All(requests, request => Assert.Equal("DynamoDBStreams_20120810.DescribeStream", request.Target));
        Assert.Equal("""{"StreamArn":"arn","ExclusiveStartShardId":"a"}""", requests[1].Body);
    }

    [Theory]
    [InlineData(null, """{"StreamArn":"arn","ShardId":"a","ShardIteratorType":"TRIM_HORIZON"}""")]
    [InlineData("7", """{"StreamArn":"arn","ShardId":"a","ShardIteratorType":"AFTER_SEQUENCE_NUMBER","SequenceNumber":"7"}""")]
    public async Task A_shard_is_read_from_its_beginning_or_behind_a_position(string? after, string body)
    {
        answers.Enqueue((200, """{"ShardIterator":"i"}"""));

        Assert.Equal("i", await client.IteratorAsync(new StreamShard("arn", "a"), after, CancellationToken.None));

        Assert.Equal(("DynamoDBStreams_20120810.GetShardIterator", body), requests[0]);
    }

    [Theory]
    [InlineData(""","NextShardIterator":"j" """, "j")]
    [InlineData("", null)]
    public async Task Records_tell_their_number_name_and_time(string member, string? next)
    {
        answers.Enqueue((200, $$$"""
            {"Records":[{"eventName":"MODIFY","dynamodb":{"SequenceNumber":"12","ApproximateCreationDateTime":1795348800.000}}]{{{member}}}}
            """));

        var page = await client.ReadAsync("i", 3, CancellationToken.None);

        var record = Assert.Single(page.Records);
        Assert.Equal(("12", "MODIFY", Records.Noon, next), (record.SequenceNumber, record.EventName, record.CreatedAt, page.Next));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"ShardIterator":"i","Limit":3}"""), JsonNode.Parse(requests[0].Body)));
    }

    [Theory]
    [InlineData(400, """{"__type":"com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException","message":"old"}""", true, false)]
    [InlineData(400, """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","Message":"gone"}""", false, true)]
    [InlineData(400, """{"__type":"ExpiredIteratorException"}""", false, false)]
    [InlineData(500, "broken", false, false)]
    [InlineData(200, "broken", false, false)]
    public async Task A_refusal_is_told_apart(int status, string body, bool isTrimmed, bool isGone)
    {
        answers.Enqueue((status, body));

        var error = await Assert.ThrowsAsync<StreamException>(() => client.ReadAsync("i", 1, CancellationToken.None));

        Assert.Equal((isTrimmed, isGone), (error.IsTrimmed, error.IsGone));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        requests.Add((context.Request.Headers["X-Amz-Target"].ToString(), await body.ReadToEndAsync()));
        var (status, answer) = answers.Dequeue();
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Template;

namespace Clinic.StorageTests.Local;

/// <summary>A table whose stream invokes the test function, which does what an item's attribute <c>do</c> says.</summary>
internal sealed class StreamFixture : IAsyncDisposable
{
    private const string Queue = "undelivered";
    private readonly string folder = Directory.CreateTempSubdirectory("clinic-stream-").FullName;
    private readonly DynamoDbLocal database;
    private readonly TimeProvider time;
    private readonly IAmazonDynamoDB client;
    private readonly ClinicTemplate template;
    private readonly QueueService queues;
    private readonly ConcurrentQueue<string> progress = new();
    private LambdaFixture lambda;
    private TriggerService triggers;

    private StreamFixture(DynamoDbLocal database, string properties, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        client = database.CreateClient();
        template = Parse($"stream-{Path.GetFileName(folder)}", properties);
        queues = new QueueService(template.Queues, null, TimeProvider.System);
        (lambda, triggers) = StartHost();
    }

    /// <summary>The names of the items that the function is done with.</summary>
    public IReadOnlyList<string> Done => Recorded("done ");

    /// <summary>The names of the items of each batch.</summary>
    public IReadOnlyList<string> Batches => Recorded("batch ");

    public IReadOnlyList<JsonNode> Events => [.. Recorded("event ").Select(line => JsonNode.Parse(line)!)];

    public IReadOnlyList<JsonNode> GivenUp => [.. queues.List()[Queue].Select(message => JsonNode.Parse(message.Body)!)];

    /// <summary>What the host told about the stream.</summary>
    public IReadOnlyList<string> Progress => [.. progress];

    private string RecordFile => Path.Combine(folder, "recorded");

    public static async Task<StreamFixture> StartAsync(DynamoDbLocal database, string properties = "", TimeProvider? time = null)
    {
        var fixture = new StreamFixture(database, properties, time ?? TimeProvider.System);
        await fixture.CreateTableAsync();
        return fixture;
    }

    /// <summary>The poller is there before its table, and has to bear that.</summary>
    public Task CreateTableAsync() => TableCreation.CreateAsync(client, template);

    public Task DeleteTableAsync() => TableCreation.DeleteAsync(client, template);

    public async Task PutAsync(string id, string order = "")
    {
        var item = new Dictionary<string, AttributeValue> { ["id"] = new(id) };
        if (order.Length > 0)
            item["do"] = new AttributeValue(order);
        await client.PutItemAsync(template.Tables[0].Name, item);
    }

    public Task DeleteAsync(string id) => client.DeleteItemAsync(template.Tables[0].Name, new() { ["id"] = new(id) });

    /// <summary>Waits until the function is done with the item.</summary>
    public Task UntilDoneAsync(string id) => UntilAsync(() => Done.Contains(id), $"{id} is done");

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not so after half a minute: {what}. Recorded:\n{string.Join('\n', Recorded(""))}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        await triggers.StopAsync();
        await lambda.DisposeAsync();
        await triggers.DisposeAsync();
    }

    public void Restart() => (lambda, triggers) = StartHost();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private (LambdaFixture Lambda, TriggerService Triggers) StartHost()
    {
        var started = LambdaFixture.Start(processes: 1, recordTo: RecordFile);
        var service = new TriggerService(
            template, started.Lambda, static (_, _) => { }, queues, folder, progress.Enqueue, time);
        service.Start(database);
        return (started, service);
    }

    private IReadOnlyList<string> Recorded(string kind) => File.Exists(RecordFile)
        ? [.. File.ReadLines(RecordFile).Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => line[kind.Length..])]
        : [];

    private static ClinicTemplate Parse(string table, string properties) => ClinicTemplate.Parse(
        "template.yaml",
        $$$"""
        Resources:
          {{{LambdaFixture.Function}}}:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: provided.al2023
              CodeUri: tests/Clinic.TestFunction
              Handler: Clinic.TestFunction
              Events:
                Stream:
                  Type: DynamoDB
                  Properties: { Stream: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON, FunctionResponseTypes: [ReportBatchItemFailures] {{{properties}}} }
          Table:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: {{{table}}}
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [ { AttributeName: id, AttributeType: S } ]
              KeySchema: [ { AttributeName: id, KeyType: HASH } ]
              StreamSpecification: { StreamViewType: NEW_IMAGE }
          Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: {{{Queue}}} } }
        """,
        new Dictionary<string, string>());
}

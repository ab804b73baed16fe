using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.StepFunctions;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.EventSources;

/// <summary>The pipe of the template: from the stream of the exports to their state machine.</summary>
public sealed class PipeTests
{
    private static readonly StreamShard Shard = new("arn:stream", "shard-1");
    private readonly ClinicTemplate template = ClinicTemplate.Load(Contract.Contract.PathOf("template.yaml"));
    private readonly List<(string Machine, string Input)> started = [];
    private readonly Checkpoints checkpoints = new(null);

    private StreamTrigger Pipe => Assert.Single(template.Streams, trigger => trigger.StateMachine is not null);

    [Fact]
    public void It_takes_every_new_export_by_itself_for_as_long_as_the_stream_has_it()
    {
        Assert.Equal(("ExportPipe.Pipe", "ExportsTable", 1), (Pipe.Name, Pipe.Table, Pipe.BatchSize));
        Assert.Equal(Assert.Single(template.StateMachines).Arn, Pipe.StateMachine);
        Assert.Equal(["INSERT"], Pipe.EventNames);
        Assert.Equal((null, null, null), (Pipe.RetryAttempts, Pipe.RecordAge, Pipe.OnFailureQueue));
    }

    [Fact]
    public async Task A_record_starts_one_execution_with_a_list_of_itself()
    {
        await DeliverAsync((machine, input) => started.Add((machine, input)));

        var (target, list) = Assert.Single(started);
        Assert.Equal(Pipe.StateMachine, target);
        var record = Assert.Single(JsonNode.Parse(list)!.AsArray())!;
        Assert.Equal(("e-1", "arn:stream"), ((string)record["dynamodb"]!["Keys"]!["id"]!["S"]!, (string)record["eventSourceARN"]!));
        Assert.Equal("111", checkpoints.Of(Pipe.Name, Shard));
    }

    [Fact]
    public async Task What_could_not_be_started_is_read_again()
    {
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync((_, _) => throw new IOException("No space.")));

        Assert.Null(checkpoints.Of(Pipe.Name, Shard));
    }

    /// <summary>As a repeated event does: no further task, no failure, no notice.</summary>
    [Theory]
    [InlineData(false, new[] { "identify" })]
    [InlineData(true, new[] { "identify", "mask", "de-identify" })]
    public async Task An_execution_that_does_not_get_its_export_ends_at_once_and_well(bool claimed, string[] tasks)
    {
        await DeliverAsync((machine, input) => started.Add((machine, input)));
        var machine = Assert.Single(template.StateMachines);
        var calls = new List<JsonNode>();
        var kept = new List<Execution>();
        var runner = new MachineRunner(machine, Call, kept.Add, TimeProvider.System);

        await runner.RunAsync(new Execution("x-7", machine.Arn, started[0].Input, TimeProvider.System.GetUtcNow(), machine.StartAt, JsonNode.Parse(started[0].Input)), default);

        Assert.Equal(Execution.Succeeded, kept[^1].Status);
        Assert.Equal(tasks, calls.Select(call => (string)call["task"]!));
        Assert.Equal(("e-1", "x-7", 1), ((string)calls[0]["exportId"]!, (string)calls[0]["execution"]!, (int)calls[0]["part"]!));

        Task<JsonNode?> Call(string resource, JsonNode? input, CancellationToken stop)
        {
            calls.Add(input!);
            return Task.FromResult<JsonNode?>(new JsonObject { ["exportId"] = "e-1", ["part"] = 1, ["parts"] = 1, ["more"] = false, ["year"] = 2026, ["claimed"] = claimed });
        }
    }

    [Theory]
    [InlineData("FIRE_AND_FORGET", "REQUEST_RESPONSE", "FIRE_AND_FORGET")]
    [InlineData("Target: !GetAtt M.Arn", "Target: !GetAtt T.Arn", "is not a state machine")]
    [InlineData("Source: !GetAtt T.StreamArn", "Source: !GetAtt T.Arn", "is not the StreamArn of a table")]
    [InlineData("BatchSize: 1", "BatchSize: 0", "BatchSize must be from 1")]
    [InlineData("TRIM_HORIZON", "AT_TIMESTAMP", "TRIM_HORIZON or LATEST")]
    [InlineData("BatchSize: 1", "BatchSize: 1, DeadLetterConfig: {}", "DeadLetterConfig")]
    [InlineData("RoleArn: r", "RoleArn: r, Enrichment: e", "Enrichment")]
    [InlineData("FIRE_AND_FORGET }", "FIRE_AND_FORGET }, InputTemplate: '{}'", "InputTemplate")]
    public void A_pipe_that_the_host_would_not_run_as_it_stands_is_an_error(string text, string fault, string problem)
    {
        const string resources = """
            Resources:
              P:
                Type: AWS::Pipes::Pipe
                Properties: { RoleArn: r, Source: !GetAtt T.StreamArn, SourceParameters: { DynamoDBStreamParameters: { StartingPosition: TRIM_HORIZON, BatchSize: 1 } },
                  Target: !GetAtt M.Arn, TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: FIRE_AND_FORGET } } }
              T:
                Type: AWS::DynamoDB::Table
                Properties: { TableName: t, BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: KEYS_ONLY } }
              M: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: missing.json } }
            """;

        var error = Assert.Throws<SetupException>(() => ClinicTemplate.Parse("template.yaml", resources.Replace(text, fault, StringComparison.Ordinal), new Dictionary<string, string>()));

        Assert.StartsWith("template.yaml, P", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private Task DeliverAsync(Action<string, string> start) =>
        new StreamDelivery(Pipe, null!, start, null!, checkpoints, TimeProvider.System).DeliverAsync(Shard, [Record], default);

    private static StreamRecord Record => new(JsonNode.Parse("""
        {"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1773756207,"Keys":{"kind":{"S":"export"},"id":{"S":"e-1"}},"SequenceNumber":"111"}}
        """)!.AsObject());
}

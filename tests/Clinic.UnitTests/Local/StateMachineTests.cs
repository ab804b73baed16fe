using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.StateMachines;
using Xunit;

namespace Clinic.UnitTests.Local;

public sealed class StateMachineTests
{
    private const string Machine = """
        {"StartAt":"Work","States":{
          "Work":{"Type":"Task","Resource":"work","Parameters":{"n.$":"$.n"},"ResultPath":"$.result",
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":0,"MaxAttempts":2}],
            "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.failure","Next":"Failed"}],"Next":"More"},
          "More":{"Type":"Choice","Choices":[{"Variable":"$.result.more","BooleanEquals":true,"Next":"Again"}],"Default":"Done"},
          "Again":{"Type":"Pass","Parameters":{"n.$":"$.result.n"},"Next":"Work"},
          "Done":{"Type":"Succeed"},
          "Failed":{"Type":"Fail","Error":"Spent","Cause":"No more tries."}}}
        """;

    [Fact]
    public async Task A_machine_loops_by_choice_until_it_is_done()
    {
        var end = await RunAsync((input, _) => new JsonObject { ["n"] = (int)input!["n"]! + 1, ["more"] = (int)input["n"]! < 3 });

        Assert.Equal(Execution.Succeeded, end.Status);
        Assert.Equal(4, (int)end.Data!["result"]!["n"]!);
    }

    [Fact]
    public async Task An_error_is_retried_as_often_as_the_rule_says_and_then_caught()
    {
        var calls = 0;
        var end = await RunAsync((_, _) => { calls++; throw new TaskErrorException("Busy", "why"); });

        Assert.Equal(3, calls);
        Assert.Equal((Execution.Failed, "Spent"), (end.Status, end.Error));
        Assert.Equal("Busy", (string)end.Data!["failure"]!["Error"]!);
    }

    [Fact]
    public async Task An_error_that_no_rule_retries_is_caught_at_once()
    {
        var calls = 0;
        await RunAsync((_, _) => { calls++; throw new TaskErrorException("Other", ""); });

        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData("\"Type\":\"Succeed\"", "\"Type\":\"Succeed\",\"Surprise\":1", "Surprise")]
    [InlineData("\"Type\":\"Succeed\"", "\"Type\":\"Map\"", "Map")]
    [InlineData("\"Next\":\"More\"", "\"Next\":\"Nowhere\"", "Nowhere")]
    [InlineData("\"Variable\":\"$.result.more\"", "\"Variable\":\"$..more\"", "$..more")]
    [InlineData("\"n.$\":\"$.n\"", "\"n.$\":\"States.UUID()\"", "States.UUID()")]
    public void What_the_host_does_not_know_is_an_error_at_start(string from, string to, string named) =>
        Assert.Contains(named, Assert.Throws<SetupException>(() => MachineDefinition.Parse("arn", Machine.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_execution_goes_on_from_the_state_that_was_kept()
    {
        var start = new Execution("e", "arn", "{}", DateTimeOffset.UnixEpoch, "More", JsonNode.Parse("""{"result":{"more":false}}"""));
        var end = await RunAsync((_, _) => throw new TaskErrorException("Other", ""), Execution.Of(start.ToJson()));

        Assert.Equal(Execution.Succeeded, end.Status);
    }

    private static async Task<Execution> RunAsync(Func<JsonNode?, CancellationToken, JsonNode?> call, Execution? start = null)
    {
        var end = start ?? new Execution("e", "arn", "{}", DateTimeOffset.UnixEpoch, "Work", new JsonObject { ["n"] = 1 });
        await new MachineRunner(MachineDefinition.Parse("arn", Machine), async (_, input, stop) => { await Task.Yield(); return call(input, stop); }, kept => end = kept, TimeProvider.System)
            .RunAsync(end, CancellationToken.None);
        return end;
    }
}

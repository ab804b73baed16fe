using System.Text.Json.Nodes;
using Clinic.Local.Aws.StepFunctions;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.StepFunctions;

/// <summary>Each kind of state as the Amazon States Language defines it, as far as this host runs it.</summary>
public sealed class MachineRunnerTests
{
    private readonly HurriedTime time = new();
    private readonly List<string> calls = [];
    private readonly List<Execution> kept = [];

    [Fact]
    public async Task A_task_gets_its_parameters_and_puts_what_it_selects_of_the_result_where_it_is_told()
    {
        var end = await RunAsync(
            """{"Type":"Task","Resource":"work","InputPath":"$.order","Parameters":{"fixed":1,"given.$":"$.id"},"ResultSelector":{"n.$":"$.count"},"ResultPath":"$.out.made","End":true}""",
            """{"order":{"id":"o-1"},"kept":true}""",
            _ => new JsonObject { ["count"] = 7, ["more"] = "dropped" });

        Assert.Equal(["""work {"fixed":1,"given":"o-1"}"""], calls);
        Assert.Equal((Execution.Succeeded, """{"order":{"id":"o-1"},"kept":true,"out":{"made":{"n":7}}}"""), (end.Status, Text(end)));
    }

    [Fact]
    public async Task A_task_without_ResultPath_gives_its_result_and_with_null_its_input()
    {
        Assert.Equal("""{"n":1}""", Text(await RunAsync("""{"Type":"Task","Resource":"work","End":true}""", """{"a":1}""", _ => new JsonObject { ["n"] = 1 })));
        Assert.Equal("""{"a":1}""", Text(await RunAsync("""{"Type":"Task","Resource":"work","ResultPath":null,"End":true}""", """{"a":1}""", _ => new JsonObject { ["n"] = 1 })));
    }

    [Theory]
    [InlineData("""{"Variable":"$.v","BooleanEquals":true,"Next":"Yes"}""", """{"v":true}""", "Yes")]
    [InlineData("""{"Variable":"$.v","BooleanEquals":true,"Next":"Yes"}""", """{"v":"true"}""", "No")]
    [InlineData("""{"Variable":"$.v","StringEquals":"a","Next":"Yes"}""", """{"v":"a"}""", "Yes")]
    [InlineData("""{"Variable":"$.v","StringEquals":"a","Next":"Yes"}""", """{"v":null}""", "No")]
    [InlineData("""{"Variable":"$.v.w","NumericEquals":2,"Next":"Yes"}""", """{"v":{"w":2}}""", "Yes")]
    [InlineData("""{"Variable":"$.v.w","NumericEquals":2,"Next":"Yes"}""", """{"v":{"w":3}}""", "No")]
    public async Task A_choice_goes_where_the_first_rule_that_holds_says_or_to_its_default(string rule, string input, string expected)
    {
        await RunAsync($$"""{"Type":"Choice","Choices":[{{rule}}],"Default":"No"},"Yes":{"Type":"Succeed"},"No":{"Type":"Succeed"}""", input);

        Assert.Equal(expected, kept[0].State);
    }

    [Theory]
    [InlineData("""{"v":false}""", "States.NoChoiceMatched")]
    [InlineData("""{"other":1}""", "States.Runtime")]
    public async Task A_choice_without_a_way_on_fails(string input, string error)
    {
        var end = await RunAsync("""{"Type":"Choice","Choices":[{"Variable":"$.v","BooleanEquals":true,"Next":"Yes"}]},"Yes":{"Type":"Succeed"}""", input);

        Assert.Equal((Execution.Failed, error), (end.Status, end.Error));
    }

    [Theory]
    [InlineData("""{"Type":"Pass","End":true}""", """{"a":1}""")]
    [InlineData("""{"Type":"Pass","Result":{"b":2},"End":true}""", """{"b":2}""")]
    [InlineData("""{"Type":"Pass","Result":[2],"ResultPath":"$.b","End":true}""", """{"a":1,"b":[2]}""")]
    [InlineData("""{"Type":"Pass","Parameters":{"c":{"d.$":"$.a"},"e":["f"]},"End":true}""", """{"c":{"d":1},"e":["f"]}""")]
    [InlineData("""{"Type":"Pass","InputPath":"$.a","End":true}""", "1")]
    public async Task A_pass_hands_on_its_input_its_result_or_what_its_parameters_make(string state, string expected)
    {
        var end = await RunAsync(state, """{"a":1}""");

        Assert.Equal((Execution.Succeeded, expected), (end.Status, Text(end)));
    }

    [Fact]
    public async Task Parameters_may_name_the_execution_and_an_item_of_a_list()
    {
        var end = await RunAsync("""{"Type":"Pass","Parameters":{"a.$":"$[1].b","by.$":"$$.Execution.Name"},"End":true}""", """[{"b":1},{"b":[2]}]""");

        Assert.Equal("""{"a":[2],"by":"e"}""", Text(end));
    }

    [Theory]
    [InlineData("$[2].b")]
    [InlineData("$[0].c")]
    [InlineData("$.b")]
    public async Task An_item_that_is_not_there_fails_the_execution(string path) => Assert.Equal(
        "States.Runtime", (await RunAsync($$$"""{"Type":"Pass","Parameters":{"a.$":"{{{path}}}"},"End":true}""", """[{"b":1},{"b":2}]""")).Error);

    [Fact]
    public async Task A_path_that_leads_nowhere_fails_the_execution_and_is_not_caught()
    {
        var end = await RunAsync(
            """{"Type":"Task","Resource":"work","Parameters":{"a.$":"$.missing"},"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Caught"}],"End":true},"Caught":{"Type":"Succeed"}""", "{}");

        Assert.Equal((Execution.Failed, "States.Runtime"), (end.Status, end.Error));
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Succeed_and_Fail_end_with_what_they_say()
    {
        var good = await RunAsync("""{"Type":"Succeed"}""", """{"a":1}""");
        var bad = await RunAsync("""{"Type":"Fail","Error":"Spent","Cause":"No more tries."}""", "{}");

        Assert.Equal((Execution.Succeeded, """{"a":1}""", time.GetUtcNow()), (good.Status, Text(good), good.StoppedAt));
        Assert.Equal((Execution.Failed, "Spent", "No more tries."), (bad.Status, bad.Error, bad.Cause));
    }

    [Fact]
    public async Task Retries_wait_longer_each_time_up_to_the_most_and_then_the_error_is_caught()
    {
        var end = await RunAsync(
            """
            {"Type":"Task","Resource":"work","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"MaxAttempts":4,"BackoffRate":3,"MaxDelaySeconds":20}],
             "Catch":[{"ErrorEquals":["Busy"],"ResultPath":"$.why","Next":"Caught"}],"End":true},"Caught":{"Type":"Succeed"}
            """,
            """{"a":1}""",
            _ => throw new TaskErrorException("Busy", "later"));

        Assert.Equal([2, 6, 18, 20], time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(5, calls.Count);
        Assert.Equal((Execution.Succeeded, """{"a":1,"why":{"Error":"Busy","Cause":"later"}}"""), (end.Status, Text(end)));
    }

    [Fact]
    public async Task Each_rule_counts_its_own_retries_and_what_succeeds_goes_on()
    {
        var errors = new Queue<string>(["Busy", "Slow", "Busy"]);

        var end = await RunAsync(
            """{"Type":"Task","Resource":"work","Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2},{"ErrorEquals":["States.ALL"],"IntervalSeconds":5,"MaxAttempts":1}],"End":true}""",
            "{}",
            _ => errors.TryDequeue(out var error) ? throw new TaskErrorException(error, "") : new JsonObject { ["done"] = true });

        Assert.Equal([1, 5, 2], time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal("""{"done":true}""", Text(end));
    }

    [Theory]
    [InlineData("Other", "Rest")]
    [InlineData("Busy", "Named")]
    [InlineData("States.Timeout", "Rest")]
    public async Task The_first_catch_that_names_the_error_has_it_and_TaskFailed_is_all_but_time_outs(string error, string expected)
    {
        await RunAsync(
            """
            {"Type":"Task","Resource":"work","Catch":[{"ErrorEquals":["Busy","More"],"Next":"Named"},{"ErrorEquals":["States.TaskFailed"],"Next":"Rest"},{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"Rest"}],"End":true},
            "Named":{"Type":"Succeed"},"Rest":{"Type":"Succeed"}
            """,
            """{"a":1}""",
            _ => throw new TaskErrorException(error, "why"));

        Assert.Equal(expected, kept[0].State);
        // By the rule that drops the error the input goes on; by the others, which name no path, the error takes its place.
        Assert.Equal(error == "States.Timeout" ? """{"a":1}""" : $$"""{"Error":"{{error}}","Cause":"why"}""", kept[0].Data!.ToJsonString());
    }

    [Fact]
    public async Task An_error_that_nothing_catches_fails_the_execution_with_its_name()
    {
        var end = await RunAsync("""{"Type":"Task","Resource":"work","End":true}""", "{}", _ => throw new TaskErrorException("Busy", "why"));

        Assert.Equal((Execution.Failed, "Busy", "why"), (end.Status, end.Error, end.Cause));
    }

    [Fact]
    public async Task A_task_that_takes_too_long_is_a_time_out()
    {
        var end = await RunAsync("""{"Type":"Task","Resource":"work","TimeoutSeconds":900,"End":true}""", "{}", silent: true);

        Assert.Equal((Execution.Failed, "States.Timeout"), (end.Status, end.Error));
        Assert.Equal([TimeSpan.FromSeconds(900)], time.Waits);
    }

    [Fact]
    public async Task A_machine_that_takes_too_long_is_ended_between_two_states()
    {
        var end = await RunAsync("""{"Type":"Task","Resource":"work","Next":"Start"}""", "{}", _ => { time.Advance(TimeSpan.FromMinutes(40)); return new JsonObject(); }, """ "TimeoutSeconds":3600,""");

        Assert.Equal((Execution.TimedOut, "States.Timeout", 2), (end.Status, end.Error, calls.Count));
    }

    [Fact]
    public async Task An_execution_goes_on_from_the_step_that_was_kept_last()
    {
        const string states = """{"Type":"Task","Resource":"one","Next":"Two"},"Two":{"Type":"Task","Resource":"two","End":true}""";
        await RunAsync(states, "{}", _ => new JsonObject { ["n"] = 1 });
        var before = Execution.Of(kept[0].ToJson());
        calls.Clear();

        var end = await RunAsync(states, before, input => new JsonObject { ["got"] = input!["n"]!.DeepClone() });

        Assert.Equal(["""two {"n":1}"""], calls);
        Assert.Equal("""{"got":1}""", Text(end));
    }

    private Task<Execution> RunAsync(string start, string input, Func<JsonNode?, JsonNode?>? call = null, string settings = "", bool silent = false) =>
        RunAsync(start, new Execution("e", "arn", input, time.GetUtcNow(), "Start", JsonNode.Parse(input)), call, settings, silent);

    private async Task<Execution> RunAsync(string start, Execution execution, Func<JsonNode?, JsonNode?>? call, string settings = "", bool silent = false)
    {
        kept.Clear();
        var machine = MachineDefinition.Parse("arn", "{" + settings + "\"StartAt\":\"Start\",\"States\":{\"Start\":" + start + "}}");
        await new MachineRunner(machine, CallAsync, kept.Add, time).RunAsync(execution, CancellationToken.None);
        return kept[^1];

        async Task<JsonNode?> CallAsync(string resource, JsonNode? input, CancellationToken stop)
        {
            calls.Add($"{resource} {input?.ToJsonString()}");
            if (silent)
                await Task.Delay(Timeout.Infinite, stop);
            await Task.Yield();
            return call?.Invoke(input);
        }
    }

    private static string Text(Execution execution) => execution.Data!.ToJsonString();
}

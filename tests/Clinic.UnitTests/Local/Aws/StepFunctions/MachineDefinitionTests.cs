using Clinic.Local;
using Clinic.Local.Aws.StepFunctions;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.StepFunctions;

/// <summary>What this host would not run as Step Functions does is an error before anything runs.</summary>
public sealed class MachineDefinitionTests
{
    private const string Machine = """
        {"Comment":"Text for people.","StartAt":"Work","TimeoutSeconds":60,"States":{
          "Work":{"Type":"Task","Resource":"work","Parameters":{"n.$":"$.n"},"ResultPath":"$.result","TimeoutSeconds":9,
            "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":0,"MaxAttempts":2,"BackoffRate":1.5,"MaxDelaySeconds":9}],
            "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.failure","Next":"Failed"}],"Next":"More"},
          "More":{"Type":"Choice","Choices":[{"Variable":"$.result.more","BooleanEquals":true,"Next":"Again"}],"Default":"Done"},
          "Again":{"Type":"Pass","Parameters":{"n.$":"$.result.n"},"Next":"Work"},
          "Done":{"Type":"Succeed"},
          "Failed":{"Type":"Fail","Error":"Spent","Cause":"No more tries."}}}
        """;

    [Fact]
    public void What_the_host_knows_is_read()
    {
        var machine = MachineDefinition.Parse("arn", Machine);

        Assert.Equal(("arn", "Work", TimeSpan.FromSeconds(60)), (machine.Arn, machine.StartAt, machine.Timeout));
        var work = Assert.IsType<TaskState>(machine.States["Work"]);
        Assert.Equal(("work", TimeSpan.FromSeconds(9), "More"), (work.Resource, work.Timeout, work.Next));
        Assert.Equal((0, 2, 1.5, 9), (work.Retries[0].IntervalSeconds, work.Retries[0].MaxAttempts, work.Retries[0].BackoffRate, work.Retries[0].MaxDelaySeconds));
        Assert.Equal(["Again", "Done", "Failed", "More", "Work"], machine.States.Keys.Order());
    }

    [Theory]
    [InlineData("\"StartAt\":\"Work\"", "\"StartAt\":\"Work\",\"QueryLanguage\":\"JSONata\"", "QueryLanguage")]
    [InlineData("\"Resource\":\"work\"", "\"Resource\":\"work\",\"HeartbeatSeconds\":3", "HeartbeatSeconds")]
    [InlineData("\"MaxAttempts\":2", "\"MaxAttempts\":2,\"JitterStrategy\":\"FULL\"", "JitterStrategy")]
    [InlineData("\"Next\":\"Failed\"", "\"Next\":\"Failed\",\"Output\":{}", "Output")]
    [InlineData("\"Default\":\"Done\"", "\"Default\":\"Done\",\"OutputPath\":\"$.a\"", "OutputPath")]
    [InlineData("\"BooleanEquals\":true", "\"BooleanEquals\":true,\"IsPresent\":true", "IsPresent")]
    [InlineData("\"Type\":\"Pass\"", "\"Type\":\"Pass\",\"Assign\":{}", "Assign")]
    [InlineData("\"Type\":\"Succeed\"", "\"Type\":\"Succeed\",\"Surprise\":1", "Surprise")]
    [InlineData("\"Error\":\"Spent\"", "\"Error\":\"Spent\",\"ErrorPath\":\"$.e\"", "ErrorPath")]
    public void An_unknown_field_of_every_kind_of_object_is_named(string from, string to, string named) => AssertRefused(from, to, named);

    [Theory]
    [InlineData("\"Type\":\"Succeed\"", "\"Type\":\"Map\"", "Map")]
    [InlineData("\"Type\":\"Succeed\"", "\"Kind\":\"Succeed\"", "Type is missing")]
    [InlineData("\"Next\":\"More\"", "\"Next\":\"Nowhere\"", "Nowhere")]
    [InlineData("\"StartAt\":\"Work\"", "\"StartAt\":\"Elsewhere\"", "Elsewhere")]
    [InlineData("\"Default\":\"Done\"", "\"Default\":\"Nowhere\"", "Nowhere")]
    [InlineData(",\"Next\":\"Failed\"", ",\"Next\":\"Lost\"", "Lost")]
    [InlineData(",\"Next\":\"More\"", "", "Next or End")]
    [InlineData(",\"Next\":\"More\"", ",\"Next\":\"More\",\"End\":true", "Next or End")]
    [InlineData("\"BooleanEquals\":true", "\"StringMatches\":\"a*\"", "BooleanEquals")]
    [InlineData("\"Variable\":\"$.result.more\",", "", "Variable")]
    [InlineData("\"Variable\":\"$.result.more\"", "\"Variable\":\"$..more\"", "$..more")]
    [InlineData("\"ResultPath\":\"$.result\"", "\"ResultPath\":\"$.a[0]\"", "$.a[0]")]
    [InlineData("\"n.$\":\"$.n\"", "\"n.$\":\"States.UUID()\"", "States.UUID()")]
    [InlineData("\"n.$\":\"$.n\"", "\"n.$\":\"$$.Execution.Input\"", "$$.Execution.Input")]
    [InlineData("\"MaxAttempts\":2", "\"MaxAttempts\":\"2\"", "MaxAttempts must be a number")]
    [InlineData("\"ErrorEquals\":[\"Busy\"]", "\"ErrorEquals\":[]", "ErrorEquals")]
    [InlineData("\"TimeoutSeconds\":9,", "\"TimeoutSeconds\":9", "not JSON")]
    public void What_the_host_does_not_run_is_named(string from, string to, string named) => AssertRefused(from, to, named);

    private static void AssertRefused(string from, string to, string named)
    {
        Assert.Contains(from, Machine, StringComparison.Ordinal);
        var error = Assert.Throws<SetupException>(() => MachineDefinition.Parse("arn", Machine.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}

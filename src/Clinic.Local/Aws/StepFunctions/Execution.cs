using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>One run of a state machine: where it is and with what data, so that another process can go on from there.</summary>
internal sealed record Execution(
    string Name, string Machine, string Input, DateTimeOffset StartedAt, string State, JsonNode? Data, string Status = Execution.Running,
    DateTimeOffset? StoppedAt = null, string? Error = null, string? Cause = null)
{
    public const string Running = "RUNNING";
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string TimedOut = "TIMED_OUT";

    public string Arn => $"{Machine.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{Name}";

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["machine"] = Machine,
        ["input"] = Input,
        ["startedAt"] = StartedAt,
        ["state"] = State,
        ["data"] = Data?.DeepClone(),
        ["status"] = Status,
        ["stoppedAt"] = StoppedAt,
        ["error"] = Error,
        ["cause"] = Cause,
    };

    public static Execution Of(JsonObject fact) => new(
        (string)fact["name"]!, (string)fact["machine"]!, (string)fact["input"]!, (DateTimeOffset)fact["startedAt"]!, (string)fact["state"]!, fact["data"]?.DeepClone(),
        (string)fact["status"]!, (DateTimeOffset?)fact["stoppedAt"], (string?)fact["error"], (string?)fact["cause"]);
}

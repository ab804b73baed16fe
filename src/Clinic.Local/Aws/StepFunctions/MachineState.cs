using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>A state of a state machine, as the Amazon States Language defines it, with the fields that this host runs.</summary>
internal abstract record MachineState(string Name);

internal sealed record SucceedState(string Name) : MachineState(Name);

internal sealed record FailState(string Name, string Error, string Cause) : MachineState(Name);

/// <param name="Next">Null ends the execution.</param>
internal sealed record PassState(string Name, StateData Data, JsonNode? Result, string? Next) : MachineState(Name);

internal sealed record ChoiceState(string Name, IReadOnlyList<ChoiceRule> Rules, string? Default) : MachineState(Name);

internal sealed record TaskState(
    string Name, StateData Data, string Resource, TimeSpan? Timeout, IReadOnlyList<RetryRule> Retries, IReadOnlyList<CatchRule> Catches, string? Next) : MachineState(Name);

/// <summary>How a state takes its input and gives its output. A null <paramref name="ResultPath"/> drops the result.</summary>
internal sealed record StateData(string InputPath, JsonNode? Parameters, JsonNode? ResultSelector, string? ResultPath);

internal sealed record ChoiceRule(string Variable, Func<JsonNode?, bool> Holds, string Next);

internal sealed record RetryRule(IReadOnlyList<string> Errors, double IntervalSeconds, int MaxAttempts, double BackoffRate, double MaxDelaySeconds)
{
    public TimeSpan Delay(int attempt) => TimeSpan.FromSeconds(Math.Min(MaxDelaySeconds, IntervalSeconds * Math.Pow(BackoffRate, attempt)));
}

internal sealed record CatchRule(IReadOnlyList<string> Errors, string? ResultPath, string Next);

internal static class ErrorNames
{
    public const string All = "States.ALL";
    public const string Timeout = "States.Timeout";
    public const string TaskFailed = "States.TaskFailed";

    /// <summary>States.TaskFailed is every error but a time-out.</summary>
    public static bool Match(this IReadOnlyList<string> names, string error) =>
        names.Contains(All) || names.Contains(error) || (error != Timeout && names.Contains(TaskFailed));
}

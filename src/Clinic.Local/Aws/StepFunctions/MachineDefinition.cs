using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>A state machine of the template, read from its own definition file.</summary>
internal sealed record MachineDefinition(string Arn, string StartAt, TimeSpan? Timeout, IReadOnlyDictionary<string, MachineState> States)
{
    public static MachineDefinition Parse(string arn, string json)
    {
        try
        {
            return Read(arn, new StateFields("definition", JsonNode.Parse(json) as JsonObject ?? throw new SetupException("A state machine's definition is a JSON object.")));
        }
        catch (JsonException error)
        {
            throw new SetupException($"A state machine's definition is not JSON: {error.Message}", error);
        }
    }

    private static MachineDefinition Read(string arn, StateFields root)
    {
        var states = root.Members("States").Select(state => State(state.Name, state.Fields)).ToDictionary(state => state.Name);
        var definition = new MachineDefinition(arn, root.RequiredText("StartAt"), Seconds(root), states);
        root.End();
        foreach (var next in states.Values.SelectMany(Targets).Append(definition.StartAt))
        {
            if (!states.ContainsKey(next))
                throw root.Error($"there is no state {next}");
        }
        return definition;
    }

    private static MachineState State(string name, StateFields fields)
    {
        MachineState state = fields.RequiredText("Type") switch
        {
            "Succeed" => new SucceedState(name),
            "Fail" => new FailState(name, fields.Text("Error") ?? "", fields.Text("Cause") ?? ""),
            "Pass" => new PassState(name, Data(fields), fields.Node("Result"), Next(fields)),
            "Choice" => new ChoiceState(name, [.. fields.Items("Choices").Select(Rule)], fields.Text("Default")),
            "Task" => new TaskState(name, Data(fields), fields.RequiredText("Resource"), Seconds(fields), [.. fields.Items("Retry").Select(Retry)], [.. fields.Items("Catch").Select(Catch)], Next(fields)),
            var type => throw fields.Error($"this host does not run states of type {type}"),
        };
        fields.End();
        return state;
    }

    private static StateData Data(StateFields fields) => new(fields.Path("InputPath"), fields.Template("Parameters"), fields.Template("ResultSelector"), fields.ResultPath());

    private static string? Next(StateFields fields)
    {
        var ends = fields.Node("End")?.GetValue<bool>() ?? false;
        return (fields.Text("Next"), ends) switch
        {
            (null, true) => null,
            ({ } next, false) => next,
            _ => throw fields.Error("either Next or End is needed"),
        };
    }

    private static TimeSpan? Seconds(StateFields fields) => fields.Has("TimeoutSeconds") ? TimeSpan.FromSeconds(fields.Number("TimeoutSeconds", 0)) : null;

    private static ChoiceRule Rule(StateFields fields)
    {
        var variable = fields.Path("Variable", "");
        Func<JsonNode?, bool> holds = fields switch
        {
            _ when fields.Node("BooleanEquals") is { } flag => value => value is JsonValue && JsonNode.DeepEquals(value, flag),
            _ when fields.Node("StringEquals") is { } text => value => value is JsonValue && JsonNode.DeepEquals(value, text),
            _ when fields.Node("NumericEquals") is { } number => value => value is JsonValue && JsonNode.DeepEquals(value, number),
            _ => throw fields.Error("this host compares by BooleanEquals, StringEquals and NumericEquals"),
        };
        var rule = new ChoiceRule(variable, holds, fields.RequiredText("Next"));
        fields.End();
        return variable.Length > 0 ? rule : throw fields.Error("Variable is missing");
    }

    private static RetryRule Retry(StateFields fields)
    {
        var rule = new RetryRule(
            fields.Texts("ErrorEquals"), fields.Number("IntervalSeconds", 1), (int)fields.Number("MaxAttempts", 3), fields.Number("BackoffRate", 2), fields.Number("MaxDelaySeconds", 31_622_400));
        fields.End();
        return rule;
    }

    private static CatchRule Catch(StateFields fields)
    {
        var rule = new CatchRule(fields.Texts("ErrorEquals"), fields.ResultPath(), fields.RequiredText("Next"));
        fields.End();
        return rule;
    }

    private static IEnumerable<string> Targets(MachineState state) => state switch
    {
        PassState pass => pass.Next is { } next ? [next] : [],
        ChoiceState choice => choice.Rules.Select(rule => rule.Next).Concat(choice.Default is { } otherwise ? [otherwise] : []),
        TaskState task => task.Catches.Select(rule => rule.Next).Concat(task.Next is { } next ? [next] : []),
        _ => [],
    };
}

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

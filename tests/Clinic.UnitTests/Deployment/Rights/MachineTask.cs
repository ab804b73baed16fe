using System.Text.Json.Nodes;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>A task of a state machine: what the machine has to be allowed for it, and, where it is a function's, what the function is told.</summary>
internal sealed record MachineTask(Right Right, string? Function, JsonObject Parameters)
{
    public static IEnumerable<MachineTask> Of(JsonObject machine)
    {
        var definition = JsonNode.Parse(File.ReadAllText(Contract.Contract.PathOf(machine["DefinitionUri"]!.GetValue<string>().Split('/'))))!;
        return Objects(definition).Where(state => state["Type"] is JsonValue type && type.GetValue<string>() == "Task").Select(state => Of(state, machine["DefinitionSubstitutions"]!.AsObject()));
    }

    /// <summary>
    /// What the tasks of all machines tell a function: each member of its event and, where the machines write constants, these. Without
    /// a machine it is nothing.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> ToldTo(JsonObject template, string function)
    {
        var tasks = template.OfType("AWS::Serverless::StateMachine").SelectMany(machine => Of(machine.Properties)).Where(task => task.Function == function).ToList();
        return tasks.SelectMany(task => task.Parameters).GroupBy(member => member.Key.Replace(".$", "", StringComparison.Ordinal)).ToDictionary(
            members => members.Key,
            members => members.All(member => member.Value is JsonValue value && value.GetValueKind() is System.Text.Json.JsonValueKind.String && member.Key == members.Key) && members.Count() == tasks.Count
                ? members.Select(member => member.Value!.GetValue<string>()).Distinct().ToArray()
                : []);
    }

    private static MachineTask Of(JsonObject state, JsonObject substitutions)
    {
        var parameters = state[nameof(Parameters)]?.AsObject() ?? [];
        return state["Resource"]!.GetValue<string>() switch
        {
            "arn:${Partition}:states:::sns:publish" => new(new Right("sns:Publish", Substituted(parameters["TopicArn"])), null, []),
            "arn:${Partition}:states:::lambda:invoke" => Invocation(Substituted(parameters["FunctionName"]), parameters["Payload"] as JsonObject ?? []),
            ['$', '{', ..] => Invocation(Substituted(state["Resource"]), parameters),
            var other => new(new Right("what the task needs", other), null, []),
        };

        string Substituted(JsonNode? name) => name is JsonValue text && substitutions[text.GetValue<string>().Trim('$', '{', '}')]?["Ref"] is { } reference ? reference.GetValue<string>() : "?";
    }

    /// <summary>An execution calls the version that was there when it began, whatever has been deployed since: the right is to all.</summary>
    private static MachineTask Invocation(string called, JsonObject payload)
    {
        var function = called.Split('.')[0];
        return new(new Right("lambda:InvokeFunction", called.EndsWith(".Version", StringComparison.Ordinal) ? function + ":*" : called), function, payload);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(child => Objects(child.Value)).Prepend(parent),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}

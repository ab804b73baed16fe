using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>
/// Step Functions' StartExecution and DescribeExecution over the template's state machines. Executions are kept step by step: those
/// that were under way when the host stopped go on, with their state from its beginning.
/// </summary>
internal sealed class StateMachineService : IAsyncDisposable
{
    private readonly Dictionary<string, MachineDefinition> machines;
    private readonly ConcurrentDictionary<string, Execution> executions = new();
    private readonly ConcurrentDictionary<string, Task> running = new();
    private readonly TaskResource resources;
    private readonly Journal journal;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();

    public StateMachineService(IEnumerable<MachineDefinition> definitions, TaskResource resources, string? path, TimeProvider time)
    {
        (this.resources, this.time) = (resources, time);
        machines = definitions.ToDictionary(machine => machine.Arn);
        foreach (var task in machines.Values.SelectMany(machine => machine.States.Values).OfType<TaskState>())
        {
            if (!resources.Knows(task.Resource))
                throw new SetupException($"State machine, {task.Name}: this host does not know the resource {task.Resource}.");
        }
        journal = new Journal(path);
        foreach (var fact in journal.Read().Select(Execution.Of).Where(fact => machines.ContainsKey(fact.Machine)))
            executions[fact.Arn] = fact;
        journal.Compact(executions.Values.Select(execution => execution.ToJson()));
    }

    /// <summary>Goes on with what was under way.</summary>
    public void Start()
    {
        foreach (var execution in executions.Values.Where(execution => execution.Status == Execution.Running))
            Run(execution);
    }

    public JsonObject Execute(string operation, JsonObject request) => operation switch
    {
        "StartExecution" => StartExecution(request),
        "DescribeExecution" => Describe(request.RequiredString("executionArn")),
        _ => throw new ServiceException("UnknownOperationException", $"The operation {operation} is not offered here."),
    };

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private JsonObject StartExecution(JsonObject request)
    {
        var arn = request.RequiredString("stateMachineArn");
        if (!machines.TryGetValue(arn, out var machine))
            throw new ServiceException("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");
        var input = request.OptionalString("input") ?? "{}";
        var name = request.OptionalString("name") ?? Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var execution = new Execution(name, arn, input, time.GetUtcNow(), machine.StartAt, Parse(input));
        var kept = executions.GetOrAdd(execution.Arn, execution);
        if (ReferenceEquals(kept, execution))
        {
            journal.Append(execution.ToJson());
            Run(execution);
        }
        else if (kept.Input != input || kept.Status != Execution.Running)
        {
            throw new ServiceException("ExecutionAlreadyExists", $"Execution Already Exists: '{kept.Arn}'");
        }
        return new JsonObject { ["executionArn"] = kept.Arn, ["startDate"] = Seconds(kept.StartedAt) };
    }

    private JsonObject Describe(string arn)
    {
        if (!executions.TryGetValue(arn, out var execution))
            throw new ServiceException("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");
        var answer = new JsonObject
        {
            ["executionArn"] = arn,
            ["stateMachineArn"] = execution.Machine,
            ["name"] = execution.Name,
            ["status"] = execution.Status,
            ["startDate"] = Seconds(execution.StartedAt),
            ["input"] = execution.Input,
        };
        if (execution.StoppedAt is { } stopped)
            answer["stopDate"] = Seconds(stopped);
        if (execution.Status == Execution.Succeeded)
            answer["output"] = execution.Data?.ToJsonString() ?? "null";
        if (execution.Error is { } error)
            (answer["error"], answer["cause"]) = (error, execution.Cause);
        return answer;
    }

    private void Run(Execution execution)
    {
        var runner = new MachineRunner(machines[execution.Machine], resources.CallAsync, Keep, time);
        running[execution.Arn] = Task.Run(() => runner.RunAsync(execution, stopping.Token));
    }

    private void Keep(Execution execution)
    {
        executions[execution.Arn] = execution;
        if (!stopping.IsCancellationRequested)
            journal.Append(execution.ToJson());
    }

    private static JsonNode? Parse(string input)
    {
        try
        {
            return JsonNode.Parse(input);
        }
        catch (JsonException)
        {
            throw new ServiceException("InvalidExecutionInput", "Invalid State Machine Execution Input: the input is not JSON", HttpStatusCode.BadRequest);
        }
    }

    private static double Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;
}

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

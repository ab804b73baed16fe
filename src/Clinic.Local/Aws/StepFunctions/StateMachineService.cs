using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>
/// Step Functions: runs the template's state machines. Executions are stored step by step. Those that were running when the host
/// stopped continue with the beginning of their current state.
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

    /// <summary>Continues what was under way. Call it before a pipe starts anything.</summary>
    public void Start()
    {
        foreach (var execution in executions.Values.Where(execution => execution.Status == Execution.Running))
            Run(execution);
    }

    /// <summary>Starts an execution with a name of its own, as a pipe does.</summary>
    public void Start(string machine, string input)
    {
        var execution = new Execution(Guid.CreateVersion7(time.GetUtcNow()).ToString(), machine, input, time.GetUtcNow(), machines[machine].StartAt, JsonNode.Parse(input));
        Keep(execution);
        Run(execution);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
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
}

/// <summary>One run of a state machine: its current state and data, so that another process can continue from there.</summary>
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

using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Sqs;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>Runs an execution from its current state to its end, and reports every step, so that a restarted host can continue with the current state.</summary>
internal sealed class MachineRunner(MachineDefinition machine, Func<string, JsonNode?, CancellationToken, Task<JsonNode?>> call, Action<Execution> keep, TimeProvider time)
{
    public async Task RunAsync(Execution execution, CancellationToken stop)
    {
        while (execution.Status == Execution.Running)
        {
            try
            {
                execution = machine.Timeout is { } limit && time.GetUtcNow() - execution.StartedAt > limit
                    ? End(execution, Execution.TimedOut, ErrorNames.Timeout, null)
                    : await StepAsync(execution, machine.States[execution.State], stop);
            }
            catch (MissingPathException error)
            {
                execution = End(execution, Execution.Failed, "States.Runtime", error.Message);
            }
            keep(execution);
        }
    }

    private async Task<Execution> StepAsync(Execution execution, MachineState state, CancellationToken stop)
    {
        switch (state)
        {
            case SucceedState:
                return End(execution, Execution.Succeeded, null, null);
            case FailState fail:
                return End(execution, Execution.Failed, fail.Error, fail.Cause);
            case ChoiceState choice:
                var rule = choice.Rules.FirstOrDefault(rule => rule.Holds(StatePath.Read(execution.Data, rule.Variable)));
                return (rule?.Next ?? choice.Default) is { } chosen
                    ? execution with { State = chosen }
                    : End(execution, Execution.Failed, "States.NoChoiceMatched", null);
            case PassState pass:
                return Follow(execution, pass.Data, pass.Result?.DeepClone() ?? Input(execution, pass.Data), pass.Next);
            case TaskState task:
                return await RunTaskAsync(execution, task, stop);
            default:
                throw new InvalidOperationException($"{state.GetType().Name} is not run.");
        }
    }

    private async Task<Execution> RunTaskAsync(Execution execution, TaskState task, CancellationToken stop)
    {
        var attempts = new int[task.Retries.Count];
        while (true)
        {
            try
            {
                return Follow(execution, task.Data, await CallAsync(task, Input(execution, task.Data), stop), task.Next);
            }
            catch (TaskErrorException error)
            {
                var retry = task.Retries.ToList().FindIndex(rule => rule.Errors.Match(error.Name));
                if (retry >= 0 && attempts[retry] < task.Retries[retry].MaxAttempts)
                    await Task.Delay(task.Retries[retry].Delay(attempts[retry]++), time, stop);
                else
                    return Caught(execution, task, error);
            }
        }
    }

    private async Task<JsonNode?> CallAsync(TaskState task, JsonNode? input, CancellationToken stop)
    {
        try
        {
            return await call(task.Resource, input, stop).WaitAsync(task.Timeout ?? Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (TimeoutException)
        {
            throw new TaskErrorException(ErrorNames.Timeout, "");
        }
    }

    private Execution Caught(Execution execution, TaskState task, TaskErrorException error)
    {
        if (task.Catches.FirstOrDefault(rule => rule.Errors.Match(error.Name)) is not { } rule)
            return End(execution, Execution.Failed, error.Name, error.Message);
        var output = new JsonObject { ["Error"] = error.Name, ["Cause"] = error.Message };
        return execution with { State = rule.Next, Data = rule.ResultPath is { } path ? StatePath.Write(execution.Data, path, output) : execution.Data };
    }

    private static JsonNode? Input(Execution execution, StateData data)
    {
        var input = StatePath.Read(execution.Data, data.InputPath);
        return data.Parameters is { } parameters ? StatePath.Fill(parameters, input, execution.Name) : input;
    }

    private Execution Follow(Execution execution, StateData data, JsonNode? result, string? next)
    {
        var selected = data.ResultSelector is { } selector ? StatePath.Fill(selector, result) : result;
        var output = data.ResultPath is { } path ? StatePath.Write(execution.Data, path, selected) : execution.Data;
        return next is null ? End(execution with { Data = output }, Execution.Succeeded, null, null) : execution with { State = next, Data = output };
    }

    private Execution End(Execution execution, string status, string? error, string? cause) =>
        execution with { Status = status, StoppedAt = time.GetUtcNow(), Error = error, Cause = cause };
}

/// <summary>What a task calls: a function by its ARN, or SNS's publish, whose notifications are kept like a queue's messages.</summary>
internal sealed class TaskResource(LambdaService lambda, QueueService notices, TimeProvider time)
{
    private const string Publish = ":states:::sns:publish";

    public bool Knows(string resource) => lambda.Find(resource) is not null || resource.EndsWith(Publish, StringComparison.Ordinal);

    /// <exception cref="TaskErrorException">The function failed, under the name that a Retry or Catch knows it by.</exception>
    public async Task<JsonNode?> CallAsync(string resource, JsonNode? input, CancellationToken cancellationToken)
    {
        if (resource.EndsWith(Publish, StringComparison.Ordinal))
            return Notify(input!);
        Invocation response;
        try
        {
            response = await lambda.InvokeAsync(lambda.Find(resource)!.LogicalId, Encoding.UTF8.GetBytes(input?.ToJsonString() ?? "null"), cancellationToken);
        }
        catch (TooManyInvocationsException)
        {
            throw new TaskErrorException("Lambda.TooManyRequestsException", "Rate Exceeded.");
        }
        var payload = JsonNode.Parse(response.Payload.Span);
        return response.FunctionError is null ? payload : throw new TaskErrorException((string?)payload?["errorType"] ?? "Lambda.Unknown", payload?.ToJsonString() ?? "");
    }

    private JsonObject Notify(JsonNode input)
    {
        var topic = ((string)input["TopicArn"]!).Split(':')[^1];
        var message = input["Message"] is JsonValue text ? text.GetValue<string>() : input["Message"]!.ToJsonString();
        notices.Send(topic, new JsonObject { ["Subject"] = (string?)input["Subject"], ["Message"] = message }.ToJsonString());
        return new JsonObject { ["MessageId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString() };
    }
}

/// <summary>A task's error by its name in the states language.</summary>
internal sealed class TaskErrorException(string name, string cause) : Exception(cause)
{
    public string Name { get; } = name;
}

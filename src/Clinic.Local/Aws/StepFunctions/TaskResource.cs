using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Sqs;

namespace Clinic.Local.Aws.StepFunctions;

/// <summary>What a task calls: a function by its ARN, or SNS's publish, whose notices are kept like a queue's messages.</summary>
internal sealed class TaskResource(LambdaService lambda, QueueService notices, TimeProvider time)
{
    private const string Publish = ":states:::sns:publish";

    public bool Knows(string resource) => lambda.Find(resource) is not null || resource.EndsWith(Publish, StringComparison.Ordinal);

    /// <exception cref="TaskErrorException">The function failed, under the name that a Retry or Catch knows it by.</exception>
    public async Task<JsonNode?> CallAsync(string resource, JsonNode? input, CancellationToken cancellationToken)
    {
        if (resource.EndsWith(Publish, StringComparison.Ordinal))
            return Notify(input!);
        Invocation answer;
        try
        {
            answer = await lambda.InvokeAsync(lambda.Find(resource)!.LogicalId, Encoding.UTF8.GetBytes(input?.ToJsonString() ?? "null"), cancellationToken);
        }
        catch (TooManyInvocationsException)
        {
            throw new TaskErrorException("Lambda.TooManyRequestsException", "Rate Exceeded.");
        }
        var payload = JsonNode.Parse(answer.Payload.Span);
        return answer.FunctionError is null ? payload : throw new TaskErrorException((string?)payload?["errorType"] ?? "Lambda.Unknown", payload?.ToJsonString() ?? "");
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

using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Reads what a trigger answered, and turns its failures into the errors that Cognito's clients see.</summary>
internal static class TriggerResponse
{
    // The function did not get to answer: Lambda says so in its name, not in the function's.
    private static readonly HashSet<string> infrastructureErrors = ["Sandbox.Timedout", "Runtime.ExitError"];

    public static JsonObject Read(string trigger, TriggerAnswer answer)
    {
        var body = Parse(answer.Payload);
        if (answer.FunctionError is not null)
            throw Failure(trigger, body);
        return body?["response"] as JsonObject
            ?? throw new ServiceException("InvalidLambdaResponseException", "Unrecognizable lambda output");
    }

    /// <summary>A map of strings in a trigger's response; null stands for empty.</summary>
    public static JsonObject StringMap(JsonObject response, string name)
    {
        var map = response[name] as JsonObject ?? [];
        return map.All(pair => pair.Value?.GetValueKind() == JsonValueKind.String)
            ? (JsonObject)map.DeepClone()
            : throw new ServiceException("InvalidLambdaResponseException", "Unrecognizable lambda output");
    }

    private static ServiceException Failure(string trigger, JsonObject? error)
    {
        var message = error?["errorMessage"]?.ToString() ?? "Unhandled";
        var code = infrastructureErrors.Contains(error?["errorType"]?.ToString() ?? "")
            ? "UnexpectedLambdaException"
            : "UserLambdaValidationException";
        return new ServiceException(code, $"{trigger} failed with error {message}.");
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Runs the pool's Lambda triggers with events as Cognito sends them, and reads their responses as Cognito does.</summary>
internal sealed class Triggers(UserPoolSettings settings, TriggerInvocation invoke, TimeProvider time)
{
    public Task<JsonObject> DefineAuthChallengeAsync(
        AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation) => RunAsync(
        "DefineAuthChallenge", "DefineAuthChallenge_Authentication", Required(settings.Triggers.DefineAuthChallenge), session.Username,
        ForChallenge(session, new JsonObject
        {
            ["userAttributes"] = session.UserAttributes,
            ["session"] = ChallengeResult.ToJson(session.Results),
        }, clientMetadata),
        new JsonObject { ["challengeName"] = null, ["issueTokens"] = null, ["failAuthentication"] = null },
        cancellation);

    public Task<JsonObject> CreateAuthChallengeAsync(
        AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation) => RunAsync(
        "CreateAuthChallenge", "CreateAuthChallenge_Authentication", Required(settings.Triggers.CreateAuthChallenge), session.Username,
        ForChallenge(session, new JsonObject
        {
            ["userAttributes"] = session.UserAttributes,
            ["challengeName"] = ChallengeResult.CustomChallenge,
            ["session"] = ChallengeResult.ToJson(session.Results),
        }, clientMetadata),
        new JsonObject { ["publicChallengeParameters"] = null, ["privateChallengeParameters"] = null, ["challengeMetadata"] = null },
        cancellation);

    public Task<JsonObject> VerifyAuthChallengeAsync(
        AuthSession session, string answer, JsonObject? clientMetadata, CancellationToken cancellation) => RunAsync(
        "VerifyAuthChallengeResponse", "VerifyAuthChallengeResponse_Authentication",
        Required(settings.Triggers.VerifyAuthChallengeResponse), session.Username,
        ForChallenge(session, new JsonObject
        {
            ["userAttributes"] = session.UserAttributes,
            ["privateChallengeParameters"] = session.PrivateParameters?.DeepClone(),
            ["challengeAnswer"] = answer,
        }, clientMetadata),
        new JsonObject { ["answerCorrect"] = null },
        cancellation);

    /// <summary>Null when the pool has no such trigger.</summary>
    public async Task<JsonObject?> PreSignUpAsync(
        string username, JsonObject userAttributes, JsonObject? validationData, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        if (settings.Triggers.PreSignUp is not { } function)
            return null;
        var request = new JsonObject { ["userAttributes"] = userAttributes, ["validationData"] = validationData };
        return await RunAsync(
            "PreSignUp", "PreSignUp_SignUp", function, username, WithMetadata(request, clientMetadata),
            new JsonObject { ["autoConfirmUser"] = false, ["autoVerifyEmail"] = false, ["autoVerifyPhone"] = false },
            cancellation);
    }

    /// <summary>What the trigger changes in the tokens; null when there is no trigger or it changes nothing.</summary>
    public async Task<JsonObject?> PreTokenGenerationAsync(
        string source, Account account, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        if (settings.Triggers.PreTokenGeneration is not { } function)
            return null;
        var request = new JsonObject
        {
            ["userAttributes"] = account.ToUserAttributes(),
            ["groupConfiguration"] = new JsonObject
            {
                ["groupsToOverride"] = new JsonArray(),
                ["iamRolesToOverride"] = new JsonArray(),
                ["preferredRole"] = null,
            },
            ["scopes"] = new JsonArray(TokenIssuer.BaseScope),
        };
        var response = await RunAsync(
            "PreTokenGeneration", source, function, account.Username, WithMetadata(request, clientMetadata),
            new JsonObject { ["claimsAndScopeOverrideDetails"] = null }, cancellation, version: "2");
        return response["claimsAndScopeOverrideDetails"] as JsonObject;
    }

    private async Task<JsonObject> RunAsync(
        string name, string source, string function, string username,
        JsonObject request, JsonObject response, CancellationToken cancellation, string version = "1")
    {
        var trigger = new JsonObject
        {
            ["version"] = version,
            ["region"] = settings.Region,
            ["userPoolId"] = settings.PoolId,
            ["userName"] = username,
            ["callerContext"] = new JsonObject { ["awsSdkVersion"] = "aws-sdk-unknown-unknown", ["clientId"] = settings.ClientId },
            ["triggerSource"] = source,
            ["request"] = request,
            ["response"] = response,
        };
        var payload = JsonSerializer.SerializeToUtf8Bytes(trigger, JsonNodeContext.Default.JsonObject);
        return TriggerResponse.Read(name, await InvokeAsync(name, function, payload, cancellation));
    }

    private async Task<TriggerAnswer> InvokeAsync(string name, string function, byte[] payload, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(settings.TriggerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await invoke(function, payload, either.Token);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            var reason = error is OperationCanceledException ? "it did not answer in time" : error.Message;
            throw new ServiceException("UnexpectedLambdaException", $"{name} failed with error {reason}.");
        }
    }

    private JsonObject ForChallenge(AuthSession session, JsonObject request, JsonObject? clientMetadata)
    {
        if (settings.PreventUserExistenceErrors)
            request["userNotFound"] = session.Account is null;
        return WithMetadata(request, clientMetadata);
    }

    private static JsonObject WithMetadata(JsonObject request, JsonObject? clientMetadata)
    {
        if (clientMetadata is not null)
            request["clientMetadata"] = clientMetadata.DeepClone();
        return request;
    }

    private static string Required(string? function) => function
        ?? throw new ServiceException("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.");
}

/// <summary>A function's response; with a FunctionError the payload is Lambda's error document.</summary>
internal sealed record TriggerAnswer(ReadOnlyMemory<byte> Payload, string? FunctionError);

/// <summary>The functions of a user pool's triggers by their logical id in the template; null where there is none.</summary>
internal sealed record TriggerFunctions(
    string? PreSignUp,
    string? DefineAuthChallenge,
    string? CreateAuthChallenge,
    string? VerifyAuthChallengeResponse,
    string? PreTokenGeneration);

/// <summary>Invokes a function of the template with an event and waits for its response.</summary>
internal delegate Task<TriggerAnswer> TriggerInvocation(
    string functionLogicalId, ReadOnlyMemory<byte> payload, CancellationToken cancellation);

/// <summary>Reads a trigger's response, and turns its failures into the errors that Cognito's clients see.</summary>
internal static class TriggerResponse
{
    // The function could not respond: the error is Lambda's own, not the function's.
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

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.IdentityTriggers;

/// <summary>The pool's five triggers in one function: the event's <c>triggerSource</c> says which one is meant.</summary>
internal sealed partial class TriggerDispatch(CustomAuthTriggers customAuth, AccountTriggers accounts, ILogger logger)
{
    /// <summary>Cognito passes a trigger's message on to its caller: of our own troubles it says that we are busy and nothing else.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        try
        {
            return await DispatchAsync(input);
        }
        catch (Exception error) when (error is not TriggerRefusedException)
        {
            LogFailure(logger, error, context.AwsRequestId);
            throw new TriggerRefusedException(CognitoClient.TriggerBusy);
        }
    }

    /// <summary>The answer is the event itself with its response filled in.</summary>
    private async Task<Stream> DispatchAsync(Stream input)
    {
        var @event = (await JsonNode.ParseAsync(input))!;
        @event["response"] = await RespondAsync(@event.Deserialize(TriggerJson.Default.TriggerEvent)!);
        return new MemoryStream(Encoding.UTF8.GetBytes(@event.ToJsonString()));
    }

    private async Task<JsonNode> RespondAsync(TriggerEvent @event) => @event.TriggerSource switch
    {
        "PreSignUp_SignUp" => Json(await accounts.PreSignUpAsync(@event), TriggerJson.Default.SignUpResponse),
        "DefineAuthChallenge_Authentication" => Json(CustomAuthTriggers.DefineChallenge(@event.Request), TriggerJson.Default.DefinedChallenge),
        "CreateAuthChallenge_Authentication" => Json(await customAuth.CreateChallengeAsync(@event), TriggerJson.Default.CreatedChallenge),
        "VerifyAuthChallengeResponse_Authentication" => Json(await VerifyAnswerAsync(@event), TriggerJson.Default.VerifiedAnswer),
        "TokenGeneration_Authentication" or "TokenGeneration_RefreshTokens" => Json(await accounts.PreTokenGenerationAsync(@event), TriggerJson.Default.TokenResponse),
        _ => throw new TriggerRefusedException("This trigger is not used."),
    };

    private async Task<VerifiedAnswer> VerifyAnswerAsync(TriggerEvent @event)
    {
        var isRight = await customAuth.VerifyAnswerAsync(@event);
        if (!isRight)
            LogRefusal(logger);
        return new VerifiedAnswer(isRight);
    }

    private static JsonNode Json<T>(T response, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(response, type)!;

    [LoggerMessage(4001, LogLevel.Error, "A trigger failed, request {requestId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string requestId);

    /// <summary>An alarm counts these; whose sign-in it was is nobody's business.</summary>
    [LoggerMessage(4002, LogLevel.Information, "A sign-in was refused")]
    private static partial void LogRefusal(ILogger logger);
}

/// <summary>The trigger says no. Cognito passes the message on to whoever calls it directly, so it says nothing more.</summary>
internal sealed class TriggerRefusedException(string message) : FunctionFailedException(message);

/// <summary>What the triggers read of Cognito's events: each has its own members of the request, and the others are null.</summary>
internal sealed record TriggerEvent(string? TriggerSource, string UserName, TriggerRequest Request);

internal sealed record TriggerRequest(
    Dictionary<string, string>? UserAttributes = null,
    IReadOnlyList<AnsweredChallenge>? Session = null,
    bool UserNotFound = false,
    Dictionary<string, string>? PrivateChallengeParameters = null,
    string? ChallengeAnswer = null);

/// <summary>An earlier challenge of the same sign-in.</summary>
internal sealed record AnsweredChallenge(string ChallengeName, bool ChallengeResult, string? ChallengeMetadata);

internal sealed record SignUpResponse(bool AutoConfirmUser, bool AutoVerifyPhone = false, bool AutoVerifyEmail = false);

internal sealed record DefinedChallenge(string? ChallengeName, bool IssueTokens, bool FailAuthentication);

internal sealed record CreatedChallenge(
    Dictionary<string, string> PublicChallengeParameters, Dictionary<string, string> PrivateChallengeParameters, string ChallengeMetadata);

internal sealed record VerifiedAnswer(bool AnswerCorrect);

/// <summary>A version 2 response; what it does not name stays as it is in the tokens.</summary>
internal sealed record TokenResponse(TokenChanges ClaimsAndScopeOverrideDetails);

internal sealed record TokenChanges(AccessTokenChanges AccessTokenGeneration, IdTokenChanges? IdTokenGeneration = null);

internal sealed record AccessTokenChanges(Dictionary<string, string> ClaimsToAddOrOverride, IReadOnlyList<string> ScopesToAdd, IReadOnlyList<string> ScopesToSuppress);

internal sealed record IdTokenChanges(Dictionary<string, string> ClaimsToAddOrOverride);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerEvent))]
[JsonSerializable(typeof(SignUpResponse))]
[JsonSerializable(typeof(DefinedChallenge))]
[JsonSerializable(typeof(CreatedChallenge))]
[JsonSerializable(typeof(VerifiedAnswer))]
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class TriggerJson : JsonSerializerContext;

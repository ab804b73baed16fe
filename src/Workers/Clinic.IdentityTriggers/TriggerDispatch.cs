using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.CognitoEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.IdentityTriggers;

/// <summary>The pool's five triggers in one function: the event's <c>triggerSource</c> says which one is meant.</summary>
internal sealed partial class TriggerDispatch(CustomAuthTriggers customAuth, AccountTriggers accounts, ILogger logger)
{
    private static readonly SourceGeneratorLambdaJsonSerializer<TriggerJson> Serializer = new();

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

    private async Task<Stream> DispatchAsync(Stream input)
    {
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer);
        var source = JsonSerializer.Deserialize(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), TriggerJson.Default.TriggerHead)?.TriggerSource;
        return source switch
        {
            "PreSignUp_SignUp" => await RunAsync<CognitoPreSignupEvent>(buffer, accounts.PreSignUpAsync),
            "DefineAuthChallenge_Authentication" => await RunAsync<CognitoDefineAuthChallengeEvent>(buffer, CustomAuthTriggers.DefineChallengeAsync),
            "CreateAuthChallenge_Authentication" => await RunAsync<CognitoCreateAuthChallengeEvent>(buffer, customAuth.CreateChallengeAsync),
            "VerifyAuthChallengeResponse_Authentication" => await RunAsync<CognitoVerifyAuthChallengeEvent>(buffer, VerifyAnswerAsync),
            "TokenGeneration_Authentication" or "TokenGeneration_RefreshTokens" =>
                await RunAsync<CognitoPreTokenGenerationV2Event>(buffer, accounts.PreTokenGenerationAsync),
            _ => throw new TriggerRefusedException("This trigger is not used."),
        };
    }

    private async Task VerifyAnswerAsync(CognitoVerifyAuthChallengeEvent @event)
    {
        await customAuth.VerifyAnswerAsync(@event);
        if (@event.Response.AnswerCorrect != true)
            LogRefusal(logger);
    }

    private static async Task<Stream> RunAsync<TEvent>(MemoryStream input, Func<TEvent, Task> trigger)
    {
        input.Position = 0;
        var @event = Serializer.Deserialize<TEvent>(input);
        await trigger(@event);
        var output = new MemoryStream();
        Serializer.Serialize(@event, output);
        output.Position = 0;
        return output;
    }

    [LoggerMessage(4001, LogLevel.Error, "A trigger failed, request {requestId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string requestId);

    /// <summary>An alarm counts these; whose sign-in it was is nobody's business.</summary>
    [LoggerMessage(4002, LogLevel.Information, "A sign-in was refused")]
    private static partial void LogRefusal(ILogger logger);
}

/// <summary>The trigger says no. Cognito passes the message on to whoever calls it directly, so it says nothing more.</summary>
internal sealed class TriggerRefusedException(string message) : FunctionFailedException(message);

/// <summary>The part of a trigger event that says which trigger it is.</summary>
internal sealed record TriggerHead([property: JsonPropertyName("triggerSource")] string? TriggerSource);

[JsonSerializable(typeof(TriggerHead))]
[JsonSerializable(typeof(CognitoPreSignupEvent))]
[JsonSerializable(typeof(CognitoDefineAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoCreateAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoVerifyAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoPreTokenGenerationV2Event))]
internal sealed partial class TriggerJson : JsonSerializerContext;

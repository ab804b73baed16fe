using System.Text.Json;
using Amazon.Lambda.CognitoEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Clinic.IdentityTriggers;

/// <summary>The pool's five triggers in one function: the event's <c>triggerSource</c> says which one is meant.</summary>
internal sealed class TriggerDispatch(CustomAuthTriggers customAuth, AccountTriggers accounts)
{
    private static readonly SourceGeneratorLambdaJsonSerializer<TriggerJson> Serializer = new();

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer);
        var source = JsonSerializer.Deserialize(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), TriggerJson.Default.TriggerHead)?.TriggerSource;
        return source switch
        {
            "PreSignUp_SignUp" => await RunAsync<CognitoPreSignupEvent>(buffer, accounts.PreSignUpAsync),
            "DefineAuthChallenge_Authentication" => await RunAsync<CognitoDefineAuthChallengeEvent>(buffer, CustomAuthTriggers.DefineChallengeAsync),
            "CreateAuthChallenge_Authentication" => await RunAsync<CognitoCreateAuthChallengeEvent>(buffer, customAuth.CreateChallengeAsync),
            "VerifyAuthChallengeResponse_Authentication" => await RunAsync<CognitoVerifyAuthChallengeEvent>(buffer, customAuth.VerifyAnswerAsync),
            "TokenGeneration_Authentication" or "TokenGeneration_RefreshTokens" =>
                await RunAsync<CognitoPreTokenGenerationV2Event>(buffer, accounts.PreTokenGenerationAsync),
            _ => throw new TriggerRefusedException("This trigger is not used."),
        };
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
}

/// <summary>The trigger says no. Cognito passes the message on to whoever calls it directly, so it says nothing more.</summary>
internal sealed class TriggerRefusedException(string message) : Exception(message);

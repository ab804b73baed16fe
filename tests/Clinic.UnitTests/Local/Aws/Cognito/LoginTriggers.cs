using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;

namespace Clinic.UnitTests.Local.Aws.Cognito;

/// <summary>Triggers in the manner of the product's: one challenge, whose right answer is "right", and one attempt.</summary>
internal sealed class LoginTriggers
{
    private readonly Dictionary<string, Func<JsonObject, JsonObject>> responses = new()
    {
        ["PreSignUp_SignUp"] = _ => new() { ["autoConfirmUser"] = true, ["autoVerifyEmail"] = false, ["autoVerifyPhone"] = false },
        ["DefineAuthChallenge_Authentication"] = Define,
        ["CreateAuthChallenge_Authentication"] = _ => new()
        {
            ["publicChallengeParameters"] = new JsonObject { ["salt"] = "pepper" },
            ["privateChallengeParameters"] = new JsonObject { ["expected"] = "right" },
            ["challengeMetadata"] = "SALT",
        },
        ["VerifyAuthChallengeResponse_Authentication"] = request => new()
        {
            ["answerCorrect"] = (string?)request["challengeAnswer"] == (string?)request["privateChallengeParameters"]!["expected"],
        },
        ["TokenGeneration_Authentication"] = _ => new() { ["claimsAndScopeOverrideDetails"] = null },
        ["TokenGeneration_RefreshTokens"] = _ => new() { ["claimsAndScopeOverrideDetails"] = null },
    };

    /// <summary>Every event so far with the function it went to.</summary>
    public List<(string Function, JsonObject Event)> Events { get; } = [];

    public Func<CancellationToken, Task> Delay { get; set; } = _ => Task.CompletedTask;

    public JsonObject Last(string source) => Events.Last(call => (string?)call.Event["triggerSource"] == source).Event;

    public void On(string source, Func<JsonObject, JsonObject> response) => responses[source] = response;

    public void Fail(string source, string message, string type = "Exception") =>
        On(source, _ => throw new FunctionFailure(new JsonObject { ["errorMessage"] = message, ["errorType"] = type }));

    public async Task<TriggerAnswer> InvokeAsync(string function, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var received = JsonNode.Parse(payload.Span)!.AsObject();
        Events.Add((function, received));
        await Delay(cancellation);
        try
        {
            var answer = received.DeepClone().AsObject();
            answer["response"] = responses[(string)received["triggerSource"]!](received["request"]!.AsObject());
            return new TriggerAnswer(Encoding.UTF8.GetBytes(answer.ToJsonString()), null);
        }
        catch (FunctionFailure failure)
        {
            return new TriggerAnswer(Encoding.UTF8.GetBytes(failure.Document.ToJsonString()), "Unhandled");
        }
    }

    private static JsonObject Define(JsonObject request)
    {
        var session = request["session"]!.AsArray();
        var right = session.Count == 1 && (bool)session[0]!["challengeResult"]!;
        return new JsonObject
        {
            ["challengeName"] = session.Count == 0 ? "CUSTOM_CHALLENGE" : null,
            ["issueTokens"] = right,
            ["failAuthentication"] = session.Count > 0 && !right,
        };
    }

    private sealed class FunctionFailure(JsonObject document) : Exception
    {
        public JsonObject Document { get; } = document;
    }
}

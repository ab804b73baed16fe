using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>Whether the answer was right.</summary>
public class CognitoVerifyAuthChallengeResponse : CognitoTriggerResponse
{
    [JsonPropertyName("answerCorrect")]
    public bool? AnswerCorrect { get; set; }
}

using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The next step: the name of a challenge, or the end of the sign-in.</summary>
public class CognitoDefineAuthChallengeResponse : CognitoTriggerResponse
{
    [JsonPropertyName("challengeName")]
    public string ChallengeName { get; set; }

    [JsonPropertyName("issueTokens")]
    public bool? IssueTokens { get; set; }

    [JsonPropertyName("failAuthentication")]
    public bool? FailAuthentication { get; set; }
}

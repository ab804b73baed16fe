using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>A challenge: what the client sees and what only the verifying trigger sees.</summary>
public class CognitoCreateAuthChallengeResponse : CognitoTriggerResponse
{
    [JsonPropertyName("publicChallengeParameters")]
    public Dictionary<string, string> PublicChallengeParameters { get; set; } = [];

    [JsonPropertyName("privateChallengeParameters")]
    public Dictionary<string, string> PrivateChallengeParameters { get; set; } = [];

    [JsonPropertyName("challengeMetadata")]
    public string ChallengeMetadata { get; set; }
}

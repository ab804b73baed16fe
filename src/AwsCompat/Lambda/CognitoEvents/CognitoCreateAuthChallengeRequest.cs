using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The challenge to make, and those so far in this sign-in.</summary>
public class CognitoCreateAuthChallengeRequest : CognitoTriggerRequest
{
    [JsonPropertyName("clientMetadata")]
    public Dictionary<string, string> ClientMetadata { get; set; } = [];

    [JsonPropertyName("challengeName")]
    public string ChallengeName { get; set; }

    [JsonPropertyName("session")]
    public List<ChallengeResultElement> Session { get; set; } = [];

    [JsonPropertyName("userNotFound")]
    public bool UserNotFound { get; set; }
}

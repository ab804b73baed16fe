using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The challenges so far in this sign-in, oldest first.</summary>
public class CognitoDefineAuthChallengeRequest : CognitoTriggerRequest
{
    [JsonPropertyName("clientMetadata")]
    public Dictionary<string, string> ClientMetadata { get; set; } = [];

    [JsonPropertyName("session")]
    public List<ChallengeResultElement> Session { get; set; } = [];

    [JsonPropertyName("userNotFound")]
    public bool UserNotFound { get; set; }
}

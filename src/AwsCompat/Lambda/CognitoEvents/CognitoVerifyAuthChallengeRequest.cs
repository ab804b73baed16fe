using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The client's answer beside the private parameters of its challenge.</summary>
public class CognitoVerifyAuthChallengeRequest : CognitoTriggerRequest
{
    [JsonPropertyName("privateChallengeParameters")]
    public Dictionary<string, string> PrivateChallengeParameters { get; set; } = [];

    [JsonPropertyName("challengeAnswer")]
    public string ChallengeAnswer { get; set; } = string.Empty;

    [JsonPropertyName("clientMetadata")]
    public Dictionary<string, string> ClientMetadata { get; set; }

    [JsonPropertyName("userNotFound")]
    public bool UserNotFound { get; set; }
}

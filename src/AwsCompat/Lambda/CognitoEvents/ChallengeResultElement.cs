using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The outcome of one earlier challenge of the same sign-in.</summary>
public class ChallengeResultElement
{
    [JsonPropertyName("challengeName")]
    public string ChallengeName { get; set; }

    [JsonPropertyName("challengeResult")]
    public bool ChallengeResult { get; set; }

    [JsonPropertyName("challengeMetadata")]
    public string ChallengeMetadata { get; set; }
}

using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>What the client sent with its sign-up.</summary>
public class CognitoPreSignupRequest : CognitoTriggerRequest
{
    [JsonPropertyName("validationData")]
    public Dictionary<string, string> ValidationData { get; set; } = [];

    [JsonPropertyName("clientMetadata")]
    public Dictionary<string, string> ClientMetadata { get; set; } = [];
}

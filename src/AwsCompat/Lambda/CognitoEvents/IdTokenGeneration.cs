using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The claims to change in the ID token.</summary>
public class IdTokenGeneration
{
    [JsonPropertyName("claimsToAddOrOverride")]
    public Dictionary<string, object> ClaimsToAddOrOverride { get; set; } = [];

    [JsonPropertyName("claimsToSuppress")]
    public List<string> ClaimsToSuppress { get; set; } = [];
}

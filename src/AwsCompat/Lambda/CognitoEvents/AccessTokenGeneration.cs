using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The claims and scopes to change in the access token.</summary>
public class AccessTokenGeneration
{
    [JsonPropertyName("claimsToAddOrOverride")]
    public Dictionary<string, object> ClaimsToAddOrOverride { get; set; } = [];

    [JsonPropertyName("claimsToSuppress")]
    public List<string> ClaimsToSuppress { get; set; } = [];

    [JsonPropertyName("scopesToAdd")]
    public List<string> ScopesToAdd { get; set; } = [];

    [JsonPropertyName("scopesToSuppress")]
    public List<string> ScopesToSuppress { get; set; } = [];
}

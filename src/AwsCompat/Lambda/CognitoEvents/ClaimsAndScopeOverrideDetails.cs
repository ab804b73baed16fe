using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>What a version 2 token trigger changes; a new instance changes nothing.</summary>
public class ClaimsAndScopeOverrideDetails
{
    [JsonPropertyName("idTokenGeneration")]
    public IdTokenGeneration IdTokenGeneration { get; set; } = new();

    [JsonPropertyName("accessTokenGeneration")]
    public AccessTokenGeneration AccessTokenGeneration { get; set; } = new();

    [JsonPropertyName("groupOverrideDetails")]
    public GroupConfiguration GroupOverrideDetails { get; set; } = new();
}

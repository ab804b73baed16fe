using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The changes to both tokens.</summary>
public class CognitoPreTokenGenerationV2Response : CognitoTriggerResponse
{
    [JsonPropertyName("claimsAndScopeOverrideDetails")]
    public ClaimsAndScopeOverrideDetails ClaimsAndScopeOverrideDetails { get; set; } = new();
}

using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The groups and scopes that the tokens would have without a change.</summary>
public class CognitoPreTokenGenerationV2Request : CognitoTriggerRequest
{
    [JsonPropertyName("groupConfiguration")]
    public GroupConfiguration GroupConfiguration { get; set; } = new();

    [JsonPropertyName("clientMetadata")]
    public Dictionary<string, string> ClientMetadata { get; set; } = [];

    [JsonPropertyName("scopes")]
    public List<string> Scopes { get; set; } = [];
}

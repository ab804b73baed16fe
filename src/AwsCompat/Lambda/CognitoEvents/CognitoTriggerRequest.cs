using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>What every trigger is told: the attributes of the user, none for one that is not yet known.</summary>
public abstract class CognitoTriggerRequest
{
    [JsonPropertyName("userAttributes")]
    public Dictionary<string, string> UserAttributes { get; set; } = [];
}

using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The SDK and the app client that the call came from.</summary>
public class CognitoTriggerCallerContext
{
    [JsonPropertyName("awsSdkVersion")]
    public string AwsSdkVersion { get; set; }

    [JsonPropertyName("clientId")]
    public string ClientId { get; set; }
}

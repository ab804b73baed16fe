using System.Text.Json.Serialization;

namespace Amazon.Lambda.CognitoEvents;

/// <summary>The groups and IAM roles that the tokens name.</summary>
public class GroupConfiguration
{
    [JsonPropertyName("groupsToOverride")]
    public List<string> GroupsToOverride { get; set; } = [];

    [JsonPropertyName("iamRolesToOverride")]
    public List<string> IamRolesToOverride { get; set; } = [];

    [JsonPropertyName("preferredRole")]
    public string PreferredRole { get; set; }
}

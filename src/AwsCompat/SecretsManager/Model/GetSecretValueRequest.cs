namespace Amazon.SecretsManager.Model;

/// <summary>Asks for a secret's value: its current version unless a version or a stage is named.</summary>
public class GetSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>The secret's name or ARN; required.</summary>
    public string SecretId { get; set; }
    public string VersionId { get; set; }
    public string VersionStage { get; set; }
}

using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>A version of a secret; it holds text or bytes, and the other is null.</summary>
public class GetSecretValueResponse : AmazonWebServiceResponse
{
    public string ARN { get; set; }
    public DateTime? CreatedDate { get; set; }
    public string Name { get; set; }
    public MemoryStream SecretBinary { get; set; }
    public string SecretString { get; set; }
    public string VersionId { get; set; }

    /// <summary>Null when the answer names none, unless the SDK is told to initialize collections.</summary>
    public List<string> VersionStages { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

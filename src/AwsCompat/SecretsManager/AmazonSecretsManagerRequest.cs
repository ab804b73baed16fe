using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>The base of every request to Secrets Manager.</summary>
public class AmazonSecretsManagerRequest : AmazonWebServiceRequest;

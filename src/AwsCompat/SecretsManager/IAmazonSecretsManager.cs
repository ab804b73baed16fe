using Amazon.Runtime;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>Reads secrets. A failure is an <see cref="AmazonSecretsManagerException"/>.</summary>
public interface IAmazonSecretsManager : IAmazonService, IDisposable
{
    Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default);
}

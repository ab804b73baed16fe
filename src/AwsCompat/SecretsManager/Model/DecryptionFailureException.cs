using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The key that protects the secret could not decrypt it.</summary>
public class DecryptionFailureException : AmazonSecretsManagerException
{
    public DecryptionFailureException(string message)
        : base(message)
    {
    }

    public DecryptionFailureException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>The key that protects the secret could not decrypt it.</summary>
public class DecryptionFailureException : AmazonSecretsManagerException
{
    public DecryptionFailureException(string message)
        : base(message)
    {
    }

    internal DecryptionFailureException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager;

/// <summary>Secrets Manager refused a request; derived types name the reasons that callers tell apart.</summary>
public class AmazonSecretsManagerException : AmazonServiceException
{
    public AmazonSecretsManagerException(string message)
        : base(message)
    {
    }

    internal AmazonSecretsManagerException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode)
    {
    }
}

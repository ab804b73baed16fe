using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>Secrets Manager failed on its own side.</summary>
public class InternalServiceErrorException : AmazonSecretsManagerException
{
    public InternalServiceErrorException(string message)
        : base(message)
    {
    }

    internal InternalServiceErrorException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret is not in a state that allows the request, as when it is scheduled for deletion.</summary>
public class InvalidRequestException : AmazonSecretsManagerException
{
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    internal InvalidRequestException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret is not in a state that allows the request, as when it is scheduled for deletion.</summary>
public class InvalidRequestException : AmazonSecretsManagerException
{
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    public InvalidRequestException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

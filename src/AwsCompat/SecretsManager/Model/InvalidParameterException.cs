using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>A parameter of the request is not valid.</summary>
public class InvalidParameterException : AmazonSecretsManagerException
{
    public InvalidParameterException(string message)
        : base(message)
    {
    }

    public InvalidParameterException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

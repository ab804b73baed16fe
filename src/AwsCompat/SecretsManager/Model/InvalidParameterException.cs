using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>A parameter of the request is not valid.</summary>
public class InvalidParameterException : AmazonSecretsManagerException
{
    public InvalidParameterException(string message)
        : base(message)
    {
    }

    internal InvalidParameterException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Model;

/// <summary>There is no such secret, or no such version of it.</summary>
public class ResourceNotFoundException : AmazonSecretsManagerException
{
    public ResourceNotFoundException(string message)
        : base(message)
    {
    }

    internal ResourceNotFoundException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

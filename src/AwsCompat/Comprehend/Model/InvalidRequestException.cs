using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.Comprehend.Model;

/// <summary>The request is not valid.</summary>
public class InvalidRequestException : AmazonComprehendException
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

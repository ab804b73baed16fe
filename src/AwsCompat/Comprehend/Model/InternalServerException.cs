using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.Comprehend.Model;

/// <summary>Comprehend failed on its own side.</summary>
public class InternalServerException : AmazonComprehendException
{
    public InternalServerException(string message)
        : base(message)
    {
    }

    internal InternalServerException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

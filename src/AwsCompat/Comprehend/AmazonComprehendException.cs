using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Comprehend;

/// <summary>Comprehend refused a request; derived types name the reasons that callers tell apart.</summary>
public class AmazonComprehendException : AmazonServiceException
{
    public AmazonComprehendException(string message)
        : base(message)
    {
    }

    internal AmazonComprehendException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode)
    {
    }
}

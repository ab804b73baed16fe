using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail;

/// <summary>SES refused a request; derived types name the reasons that callers tell apart.</summary>
public class AmazonSimpleEmailServiceException : AmazonServiceException
{
    public AmazonSimpleEmailServiceException(string message)
        : base(message)
    {
    }

    internal AmazonSimpleEmailServiceException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail;

/// <summary>SES refused a request; derived types name the reasons that callers tell apart.</summary>
public class AmazonSimpleEmailServiceException : AmazonServiceException
{
    public AmazonSimpleEmailServiceException(string message)
        : base(message)
    {
    }

    public AmazonSimpleEmailServiceException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

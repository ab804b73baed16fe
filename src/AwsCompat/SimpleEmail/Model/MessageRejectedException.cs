using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>The mail was refused as it is, most often because an address is not verified.</summary>
public class MessageRejectedException : AmazonSimpleEmailServiceException
{
    public MessageRejectedException(string message)
        : base(message)
    {
    }

    public MessageRejectedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

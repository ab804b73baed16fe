using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>Sending is paused for the whole account.</summary>
public class AccountSendingPausedException : AmazonSimpleEmailServiceException
{
    public AccountSendingPausedException(string message)
        : base(message)
    {
    }

    public AccountSendingPausedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

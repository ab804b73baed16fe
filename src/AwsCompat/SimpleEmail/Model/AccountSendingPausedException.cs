using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail.Model;

/// <summary>Sending is paused for the whole account.</summary>
public class AccountSendingPausedException : AmazonSimpleEmailServiceException
{
    public AccountSendingPausedException(string message)
        : base(message)
    {
    }

    internal AccountSendingPausedException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

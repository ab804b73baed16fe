using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>The sender's MAIL FROM domain lacks its DNS record.</summary>
public class MailFromDomainNotVerifiedException : AmazonSimpleEmailServiceException
{
    public MailFromDomainNotVerifiedException(string message)
        : base(message)
    {
    }

    public MailFromDomainNotVerifiedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

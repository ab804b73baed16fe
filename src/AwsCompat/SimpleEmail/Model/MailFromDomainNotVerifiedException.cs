using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail.Model;

/// <summary>The sender's MAIL FROM domain lacks its DNS record.</summary>
public class MailFromDomainNotVerifiedException : AmazonSimpleEmailServiceException
{
    public MailFromDomainNotVerifiedException(string message)
        : base(message)
    {
    }

    internal MailFromDomainNotVerifiedException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail.Model;

/// <summary>The mail was refused as it is, most often because an address is not verified.</summary>
public class MessageRejectedException : AmazonSimpleEmailServiceException
{
    public MessageRejectedException(string message)
        : base(message)
    {
    }

    internal MessageRejectedException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

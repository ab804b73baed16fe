using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail.Model;

/// <summary>Sending is paused for the configuration set.</summary>
public class ConfigurationSetSendingPausedException : AmazonSimpleEmailServiceException
{
    public ConfigurationSetSendingPausedException(string message)
        : base(message)
    {
    }

    internal ConfigurationSetSendingPausedException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

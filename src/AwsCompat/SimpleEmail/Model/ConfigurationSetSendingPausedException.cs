using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>Sending is paused for the configuration set.</summary>
public class ConfigurationSetSendingPausedException : AmazonSimpleEmailServiceException
{
    public ConfigurationSetSendingPausedException(string message)
        : base(message)
    {
    }

    public ConfigurationSetSendingPausedException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

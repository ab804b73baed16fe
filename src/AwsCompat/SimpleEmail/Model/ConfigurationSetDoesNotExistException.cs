using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>The named configuration set does not exist.</summary>
public class ConfigurationSetDoesNotExistException : AmazonSimpleEmailServiceException
{
    public ConfigurationSetDoesNotExistException(string message)
        : base(message)
    {
    }

    public ConfigurationSetDoesNotExistException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

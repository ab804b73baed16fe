using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleEmail.Model;

/// <summary>The named configuration set does not exist.</summary>
public class ConfigurationSetDoesNotExistException : AmazonSimpleEmailServiceException
{
    public ConfigurationSetDoesNotExistException(string message)
        : base(message)
    {
    }

    internal ConfigurationSetDoesNotExistException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

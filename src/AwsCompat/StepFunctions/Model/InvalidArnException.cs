using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>The ARN is not valid.</summary>
public class InvalidArnException : AmazonStepFunctionsException
{
    public InvalidArnException(string message)
        : base(message)
    {
    }

    internal InvalidArnException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}

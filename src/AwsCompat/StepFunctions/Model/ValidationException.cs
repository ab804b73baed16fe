using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>A member of the request breaks a constraint of the service.</summary>
public class ValidationException : AmazonStepFunctionsException
{
    public ValidationException(string message)
        : base(message)
    {
    }

    internal ValidationException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
